// A selection of several items from a list that follows the typing, the chosen ones shown as chips.
import { fill, h } from '../shared/dom.js';
import { field } from './field.js';
import { listbox } from './listbox.js';

const USUAL_LIMIT = 3;

export function manyChoices(spec, chosenAtFirst, changed) {
  const { items = [], label, name, multiSelectMaxSelectedItems = USUAL_LIMIT, multiSelectMinQueryLength = 0 } = spec;
  let chosen = [...chosenAtFirst];
  const input = h('input', { type: 'text', placeholder: 'Add…', onfocus: offer, oninput: offer, onclick: offer });
  const chips = h('ul', { class: 'chips', 'aria-label': `${label || name}: chosen` });
  const popup = listbox(input, { name: label || name, choose: turn, many: true });
  const framed = field(input, { label: label || name, extra: [popup.list, chips] });
  draw();

  function offer() {
    const typed = input.value.trim().toLowerCase();
    const matching = items.filter(({ text }) => text.toLowerCase().includes(typed));
    const offered = typed.length < multiSelectMinQueryLength ? [] : matching;
    popup.show(offered.map(({ text, value, bottomText }) => ({ text, value, detail: bottomText, selected: chosen.includes(value) })));
  }

  function turn({ value }) {
    const without = chosen.filter((other) => other !== value);
    if (without.length === chosen.length && chosen.length >= multiSelectMaxSelectedItems) {
      framed.complain(`At most ${multiSelectMaxSelectedItems} can be chosen.`);
      return;
    }
    chosen = without.length === chosen.length ? [...chosen, value] : without;
    framed.complain('');
    input.value = '';
    popup.hide();
    draw();
    changed(chosen);
  }

  function draw() {
    fill(chips, items.filter(({ value }) => chosen.includes(value)).map((item) => h('li', {},
      h('button', { class: 'chip chosen', type: 'button', 'aria-label': `Remove ${item.text}`, onclick: () => { turn(item); input.focus(); } },
        h('span', {}, item.text), h('span', { 'aria-hidden': 'true' }, '×')))));
    chips.hidden = chosen.length === 0;
  }

  return { ...framed, read: () => chosen, focus: () => input.focus() };
}
