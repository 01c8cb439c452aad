// Choices below a text box: typed, walked with the arrows, taken with Enter or the mouse.
import { fill, h, uniqueId } from '../shared/dom.js';

/** Turns `input` into a combobox; `choose` gets the item taken. Returns the list and how to show and hide it. */
export function listbox(input, { name, choose, many = false }) {
  const list = h('ul', {
    class: 'choices', role: 'listbox', id: uniqueId('choices'), hidden: true,
    'aria-label': name, 'aria-multiselectable': many ? 'true' : null,
  });
  const state = { items: [], at: -1 };
  describe(input, list);
  const take = (item) => {
    if (!many) hide();
    choose(item);
  };
  const show = (items) => {
    Object.assign(state, { items, at: -1 });
    fill(list, items.map((item) => option(item, take)));
    list.hidden = items.length === 0;
    mark(input, list, state);
  };
  const hide = () => show([]);
  input.addEventListener('keydown', (event) => steer(event, { input, list, state, take, hide }));
  input.addEventListener('blur', () => setTimeout(() => !list.contains(document.activeElement) && hide()));
  return { list, show, hide, isOpen: () => !list.hidden };
}

function describe(input, list) {
  input.setAttribute('role', 'combobox');
  input.setAttribute('autocomplete', 'off');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'false');
}

function option(item, take) {
  // mousedown is held back so that the text box keeps the focus
  return h('li', {
    role: 'option', id: uniqueId('choice'), 'aria-selected': String(Boolean(item.selected)),
    onmousedown: (event) => event.preventDefault(), onclick: () => take(item),
  }, h('span', {}, item.text), item.detail && h('small', {}, item.detail));
}

function steer(event, { input, list, state, take, hide }) {
  if (list.hidden) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    state.at = (state.at + step + state.items.length) % state.items.length;
    mark(input, list, state);
  } else if (event.key === 'Enter' && state.at >= 0) {
    take(state.items[state.at]);
  } else if (event.key === 'Escape') {
    hide();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function mark(input, list, { at }) {
  input.setAttribute('aria-expanded', String(!list.hidden));
  input.removeAttribute('aria-activedescendant');
  [...list.children].forEach((row, index) => {
    row.classList.toggle('at', index === at);
    if (index !== at) return;
    input.setAttribute('aria-activedescendant', row.id);
    row.scrollIntoView({ block: 'nearest' });
  });
}
