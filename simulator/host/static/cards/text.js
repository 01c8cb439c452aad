// Text on a card: paragraphs and decorated lines.
import { h } from '../shared/dom.js';
import { cardIcon } from './pictures.js';
import { button } from './buttons.js';
import { markup } from './markup.js';
import { press } from './press.js';
import { switchControl } from './switches.js';

/** A paragraph; beyond `maxLines` the rest waits behind "Show more". */
export function textParagraph({ text, maxLines = 0 }, scene) {
  const paragraph = h('p', { class: 'card-text' }, markup(text, scene.linkTo));
  return maxLines > 0 ? clamped(paragraph, maxLines) : paragraph;
}

function clamped(paragraph, maxLines) {
  paragraph.classList.add('clamped');
  paragraph.style.setProperty('-webkit-line-clamp', String(maxLines));
  const more = h('button', { class: 'plain', type: 'button', hidden: true, 'aria-expanded': 'false', onclick: turn }, 'Show more');
  function turn() {
    const open = paragraph.classList.toggle('clamped');
    more.textContent = open ? 'Show more' : 'Show less';
    more.setAttribute('aria-expanded', String(!open));
  }
  // only once laid out is it known whether anything is hidden
  new ResizeObserver((_, observer) => {
    if (!paragraph.isConnected) return;
    more.hidden = paragraph.scrollHeight <= paragraph.clientHeight + 1;
    observer.disconnect();
  }).observe(paragraph);
  return h('div', {}, paragraph, more);
}

/** A line with its labels and icons; the line itself can be pressed, and so can the control at its end. */
export function decoratedText(spec, scene) {
  const start = spec.startIcon ?? spec.icon;
  const inside = [
    start && h('span', { class: 'line-icon' }, cardIcon(start)),
    h('span', { class: 'line-text' },
      spec.topLabel && h('span', { class: 'line-label cut' }, spec.topLabel),
      h('span', { class: spec.wrapText ? 'line-main' : 'line-main cut' }, markup(spec.text, spec.onClick ? null : scene.linkTo)),
      spec.bottomLabel && h('span', { class: 'line-label' }, spec.bottomLabel)),
    spec.endIcon && h('span', { class: 'line-icon' }, cardIcon(spec.endIcon)),
  ];
  return h('div', { class: 'line' }, body(spec, scene, inside),
    spec.button && button(spec.button, scene), spec.switchControl && switchControl(spec.switchControl, spec.text, scene));
}

function body({ onClick }, scene, inside) {
  if (!onClick) return h('div', { class: 'line-body' }, inside);
  return h('button', {
    class: 'line-body pressable', type: 'button', 'aria-haspopup': onClick.overflowMenu ? 'menu' : null,
    onclick: (event) => press(onClick, scene, event.currentTarget),
  }, inside);
}
