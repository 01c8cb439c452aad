// Short messages at the bottom of the page, read aloud by screen readers.
import { fill, find, h } from './dom.js';

const SHOWN_FOR = 6000;
let timer = 0;

export function toast(text, button = null) {
  const place = find('#toast');
  fill(place, h('span', {}, text), button, h('button', { class: 'plain', type: 'button', onclick: hideToast }, 'Dismiss'));
  place.dataset.shown = 'true';
  clearTimeout(timer);
  timer = setTimeout(hideToast, button ? SHOWN_FOR * 3 : SHOWN_FOR);
}

export function hideToast() {
  const place = find('#toast');
  delete place.dataset.shown;
  fill(place);
}
