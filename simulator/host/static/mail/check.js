// A line with words and a switch.
import { h, uniqueId } from '../shared/dom.js';

export function check(words, isOn, set, id = uniqueId('check')) {
  const box = h('input', { type: 'checkbox', role: 'switch', class: 'switch', id, checked: isOn, onchange: () => set(box.checked) });
  return h('div', { class: 'drawer-line' }, h('label', { htmlFor: box.id }, words), box);
}
