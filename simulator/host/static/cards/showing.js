// A place where cards are shown: the top one of a stack, the way back, and the cover while something is under way.
import { fill, h } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { focusMark, refocus } from './focus.js';
import { loadingPanel } from './panels.js';
import { goBack, top } from './stack.js';

/** The bare place. `draw` makes the element of a card; `onBack` hears which stack was gone back in. */
export function newPlace({ name, draw, onBack }) {
  const back = h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Back to the previous card', onclick: () => stepBack(place) }, icon('back'));
  const trail = h('span', { class: 'surface-trail' });
  const bar = h('div', { class: 'surface-bar', hidden: true }, back, trail);
  const body = h('div', { class: 'surface-body' });
  const cover = h('div', { class: 'cover', role: 'status', hidden: true });
  const place = { name, draw, onBack, bar, trail, body, cover, shown: null, working: 0 };
  place.element = h('div', { class: 'surface' }, bar, body, cover);
  return place;
}

/** Shows a stack: what hinders it, else its top card, else that it is loading. `moved`: pushed, updated, popped or none. */
export function show(place, stack, { moved = 'none' } = {}) {
  const mark = focusMark(place.element);
  rememberScroll(place);
  place.shown = stack;
  place.bar.hidden = stack.entries.length < 2;
  place.trail.textContent = stack.entries.at(-2)?.card.header?.title ?? '';
  fill(place.body, stack.hindrance ?? cardOf(place, stack) ?? loadingPanel(place.name));
  if (moved === 'pushed') place.body.scrollTop = 0;
  else if (moved !== 'updated') place.body.scrollTop = top(stack)?.scroll ?? 0;
  refocus(place.element, mark, moved);
}

/** Draws a stack again if it is the one on show. */
export function showIfShown(place, stack, how) {
  if (place.shown === stack) show(place, stack, how);
}

/** Covers the place while something is under way; the answer uncovers it. */
export function cover(place) {
  const mark = focusMark(place.element);
  place.working += 1;
  place.body.inert = true;
  place.cover.hidden = false;
  fill(place.cover, h('span', { class: 'spinner' }), 'Working…');
  return () => {
    place.working -= 1;
    if (place.working > 0) return;
    place.body.inert = false;
    place.cover.hidden = true;
    fill(place.cover);
    refocus(place.element, mark, 'none');
  };
}

function cardOf(place, stack) {
  const entry = top(stack);
  if (entry) entry.element ??= place.draw(stack, entry);
  return entry?.element;
}

function rememberScroll({ shown, body }) {
  const entry = shown && top(shown);
  if (entry?.element?.isConnected) entry.scroll = body.scrollTop;
}

function stepBack(place) {
  place.shown.hindrance = null;
  goBack(place.shown);
  show(place, place.shown, { moved: 'popped' });
  place.onBack(place.shown);
}
