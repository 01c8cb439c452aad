// The marker that stands where something of a card cannot be drawn.
import { h } from '../shared/dom.js';

export function unsupported(sentence) {
  return h('p', { class: 'unsupported', role: 'note' }, `Unsupported: ${sentence}`);
}
