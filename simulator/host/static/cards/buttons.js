// Buttons and chips.
import { h } from '../shared/dom.js';
import { fromParts, inkOn } from './colour.js';
import { cardIcon } from './pictures.js';
import { press } from './press.js';

/** A button as the card describes it; icons alone get their name from `altText`. */
export function button(spec, scene) {
  const { text, icon, altText, disabled, onClick, color, type } = spec;
  const look = color ? 'filled' : (type ?? 'OUTLINED').toLowerCase().replace('_', '-');
  const element = h('button', {
    class: `button ${look} ${text ? '' : 'icon-only'}`, type: 'button', disabled: Boolean(disabled), title: text ? null : altText ?? icon.altText,
    'aria-label': altText ?? (text ? null : icon.altText ?? 'Button'), 'aria-haspopup': onClick.overflowMenu ? 'menu' : null,
    onclick: (event) => press(onClick, scene, event.currentTarget),
  }, icon && cardIcon(icon, { named: false }), text && h('span', {}, text));
  if (color && !disabled) paint(element, fromParts(color));
  return element;
}

export function buttonList({ buttons }, scene) {
  return h('div', { class: 'buttons' }, buttons.map((spec) => button(spec, scene)));
}

export function chipList({ chips, layout }, scene) {
  const scrolls = layout === 'HORIZONTAL_SCROLLABLE';
  return h('div', { class: scrolls ? 'chips scrolling' : 'chips', tabIndex: scrolls ? 0 : null, role: 'group', 'aria-label': 'Chips' },
    chips.map((spec) => chip(spec, scene)));
}

function chip({ icon, label, onClick, enabled = true, disabled = false, altText }, scene) {
  const inside = [icon && cardIcon(icon, { named: !label }), label && h('span', {}, label)];
  if (!onClick) return h('span', { class: 'chip' }, inside);
  return h('button', {
    class: 'chip', type: 'button', disabled: disabled || !enabled, 'aria-label': altText,
    'aria-haspopup': onClick.overflowMenu ? 'menu' : null, onclick: (event) => press(onClick, scene, event.currentTarget),
  }, inside);
}

function paint(element, colour) {
  element.style.backgroundColor = colour;
  element.style.borderColor = colour;
  element.style.color = inkOn(colour);
}
