// Larger pictures on a card: a single image, and a grid of them.
import { h } from '../shared/dom.js';
import { fromParts } from './colour.js';
import { picture } from './pictures.js';
import { press } from './press.js';

export function image({ imageUrl, altText = '', onClick }, scene) {
  return pressable(picture(imageUrl, altText, 'card-image'), onClick, scene, altText || 'Picture');
}

export function divider() {
  return h('hr', { class: 'card-divider' });
}

/** Items in columns, each a picture with its title. */
export function grid({ title, items, columnCount = 2, borderStyle, onClick }, scene) {
  const list = h('ul', { class: 'grid' }, items.map((item) => h('li', { class: border(borderStyle) },
    pressable(cell(item), onClick, scene, item.title || item.id || 'Item', { grid_item_identifier: item.id ?? '' }))));
  list.style.setProperty('--columns', String(Math.min(Math.max(columnCount, 1), 6)));
  list.querySelectorAll('li').forEach((element) => trim(element, borderStyle));
  return h('div', {}, title && h('h4', { class: 'grid-title' }, title), list);
}

function cell({ image: shown, title, subtitle, layout }) {
  const words = h('span', { class: 'grid-words' }, title && h('b', {}, title), subtitle && h('span', {}, subtitle));
  const parts = [shown && gridImage(shown), (title || subtitle) && words];
  return h('span', { class: 'grid-cell' }, layout === 'TEXT_ABOVE' ? parts.reverse() : parts);
}

function gridImage({ imageUri, altText, cropStyle = {}, borderStyle }) {
  const ratios = { SQUARE: '1', CIRCLE: '1', RECTANGLE_4_3: '4 / 3', RECTANGLE_CUSTOM: String(cropStyle.aspectRatio ?? 1) };
  const element = picture(imageUri, altText, `grid-image ${cropStyle.type === 'CIRCLE' ? 'round' : ''} ${border(borderStyle)}`);
  element.style.aspectRatio = ratios[cropStyle.type] ?? 'auto';
  trim(element, borderStyle);
  return element;
}

function border(style) {
  return style?.type === 'STROKE' ? 'stroked' : '';
}

function trim(element, style = {}) {
  if (style.cornerRadius !== undefined) element.style.borderRadius = `${style.cornerRadius}px`;
  if (style.strokeColor) element.style.borderColor = fromParts(style.strokeColor);
}

function pressable(inside, onClick, scene, name, extra = {}) {
  if (!onClick) return inside;
  return h('button', {
    class: 'pressable bare', type: 'button', 'aria-label': name,
    onclick: (event) => press(onClick, scene, event.currentTarget, extra),
  }, inside);
}
