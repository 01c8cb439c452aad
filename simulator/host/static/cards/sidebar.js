// The add-on's sidebar: its home, the cards of the open message, its menu; and what of them is kept.
import { hear, tell } from '../shared/bus.js';
import { fill, find, h } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { toast } from '../shared/toast.js';
import { headerWords } from './card.js';
import { openMenu } from './menu.js';
import { imageAt, openLink } from './links.js';
import { emptyPanel } from './panels.js';
import { refresh, trigger } from './performing.js';
import { cover, show } from './showing.js';
import { newStack } from './stack.js';
import { newSurface } from './surface.js';

const HOME = 'home';
const LONG = 150;
let addon = null;
let surface = null;
let message = null;
let shownKey = HOME;
let covering = 0;
let covered = null;
const stacks = new Map();

/** Draws the sidebar for what the deployment describes, and follows the mail that is open. */
export function startSidebar(described) {
  addon = described;
  const sidebar = find('#addon');
  if (!addon?.name) {
    fill(sidebar, h('h2', { class: 'unseen' }, 'Add-on'), emptyPanel('No add-on', addon?.problem ?? 'None is deployed here.'),
      h('button', { class: 'button outlined', type: 'button', onclick: () => location.reload() }, 'Try again'));
    return;
  }
  surface = newSurface({ where: 'sidebar', addon, onDraft: actOnDraft, onStateChanged: forgetOthers });
  fill(sidebar, heading(), surface.place.element, h('div', { id: 'peek' }));
  hear('message-opened', ({ id, threadId, mailbox }) => enter({ id, threadId, mailbox }));
  hear('message-closed', () => enter(null));
  hear('message-opening', coverSoon);
  hear('message-settled', uncover);
  hear('settings-changed', startOver);
  showKey(HOME);
}

function heading() {
  const menu = (addon.universalActions ?? []).map((action, index) => ({ text: action.label, choose: () => universal(action, index) }));
  const more = h('button', {
    class: 'icon-button', type: 'button', 'aria-label': 'Add-on menu', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    onclick: () => openMenu(more, menu),
  }, icon('more'));
  return h('div', { class: 'addon-bar' },
    h('img', { class: 'addon-logo', src: imageAt(addon.logoUrl), alt: '' }),
    h('h2', {}, addon.name),
    h('button', { class: 'icon-button', type: 'button', id: 'addon-home', 'aria-label': 'Add-on home', onclick: () => showKey(HOME) }, icon('home')),
    h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Reload the add-on', onclick: reload }, icon('reload')),
    menu.length > 0 && more);
}

function universal({ link }, index) {
  if (link) openLink({ url: link }, addon, reload);
  else trigger(surface, stacks.get(shownKey), { entry: 'universal', index });
}

/** While a mail that takes long is opened, nobody shall press on the card of the one before. */
function coverSoon() {
  uncover();
  covering = setTimeout(() => { covered = cover(surface.place); }, LONG);
}

function uncover() {
  clearTimeout(covering);
  covered?.();
  covered = null;
}

/** A message was opened, or closed: its cards come up, or the home does. */
function enter(opened) {
  if (opened?.id === message?.id) return;
  message = opened;
  showKey(message && addon.contextual ? message.id : HOME);
}

async function showKey(key) {
  shownKey = key;
  // what could not be had last time is asked for again
  if (stacks.get(key)?.hindrance && !stacks.get(key).entries.length) stacks.delete(key);
  if (!stacks.has(key)) stacks.set(key, stackFor(key));
  const stack = stacks.get(key);
  show(surface.place, stack);
  drawPeek();
  if (stack.stale) refresh(surface, stack);
  if (stack.entries.length || stack.asked) return;
  stack.asked = true;
  await trigger(surface, stack, stack.trigger);
  if (stacks.get(key) !== stack) return;
  if (waitsBelow(key, stack)) shownKey = HOME;
  if (shownKey === key) show(surface.place, stack);
  drawPeek();
}

function stackFor(key) {
  const opened = key === HOME ? null : message;
  const stack = newStack({ entry: opened ? 'message' : 'home' });
  stack.context = () => (opened ? { message: opened } : {});
  return stack;
}

/** Whether the new card asks to wait below the home instead of taking its place. */
function waitsBelow(key, stack) {
  const waits = key !== HOME && shownKey === key && stacks.get(HOME)?.entries.length && stack.entries[0]?.card.displayStyle === 'PEEK';
  if (waits) show(surface.place, stacks.get(HOME));
  return waits;
}

/** While the home is shown beside an open message, that message's card can be called back from below. */
function drawPeek() {
  const card = shownKey === HOME && message ? stacks.get(message.id)?.entries[0]?.card : null;
  const words = card?.peekCardHeader ?? card?.header;
  find('#addon-home').setAttribute('aria-pressed', String(shownKey === HOME));
  fill(find('#peek'), words && h('button', { class: 'peek', type: 'button', onclick: () => showKey(message.id) },
    headerWords(words, 'span'), icon('up')));
}

function reload() {
  const stack = stacks.get(shownKey);
  stack.hindrance = null;
  show(surface.place, stack);
  refresh(surface, stack);
}

/** The cards of other messages are fetched again when they are next shown. */
function forgetOthers(current) {
  [...stacks].filter(([, stack]) => stack !== current).forEach(([key]) => stacks.delete(key));
}

function startOver() {
  stacks.clear();
  showKey(message && addon.contextual ? message.id : HOME);
}

function actOnDraft(told) {
  if (told.openCreatedDraftActionMarkup) tell('open-draft', { draft: told.openCreatedDraftActionMarkup.draftId });
  else toast('The add-on wants to change a draft, but it was not asked from a draft.');
}
