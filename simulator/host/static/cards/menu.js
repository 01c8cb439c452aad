// A small menu that opens beside the button it belongs to.
import { h } from '../shared/dom.js';

const EDGE = 8;

/** Opens below `anchor`; items are `{text, icon, disabled, choose}`. Escape and a click elsewhere close it. */
export function openMenu(anchor, items) {
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': anchor.getAttribute('aria-label') || anchor.textContent || 'Menu' });
  const close = () => {
    document.removeEventListener('pointerdown', elsewhere, true);
    menu.remove();
    anchor.setAttribute('aria-expanded', 'false');
  };
  const elsewhere = (event) => menu.contains(event.target) || close();
  const take = (item) => {
    close();
    anchor.focus();
    item.choose();
  };
  menu.append(...items.map((item) => row(item, take)));
  menu.addEventListener('keydown', (event) => steer(event, menu, () => { close(); anchor.focus(); }));
  document.addEventListener('pointerdown', elsewhere, true);
  anchor.setAttribute('aria-expanded', 'true');
  (anchor.closest('aside, main, nav, [role=dialog]') ?? document.body).append(menu);
  settle(menu, anchor.getBoundingClientRect());
  rows(menu)[0]?.focus();
}

function row(item, take) {
  return h('button', {
    class: 'menu-item', type: 'button', role: 'menuitem', tabIndex: -1,
    'aria-disabled': item.disabled ? 'true' : null, onclick: () => item.disabled || take(item),
  }, item.icon, h('span', {}, item.text));
}

function steer(event, menu, leave) {
  const all = rows(menu);
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next !== undefined) all.at(next % all.length).focus();
  else if (event.key === 'Escape' || event.key === 'Tab') leave();
  else return;
  event.stopPropagation();
  if (event.key !== 'Tab') event.preventDefault();
}

function rows(menu) {
  return [...menu.querySelectorAll('[role=menuitem]')];
}

function settle(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(anchor.right - width, window.innerWidth - width - EDGE);
  const below = anchor.bottom + height + EDGE < window.innerHeight;
  menu.style.left = `${Math.max(EDGE, left)}px`;
  menu.style.top = `${Math.max(EDGE, below ? anchor.bottom + 4 : anchor.top - height - 4)}px`;
}
