// The list of conversations of a label or a search, walked with the keyboard.
import { hear } from '../shared/bus.js';
import { fill, fillKeyed, find, h } from '../shared/dom.js';
import { initials, shade, shortDate } from '../shared/format.js';
import { icon } from '../shared/icons.js';
import { get, inMailbox } from '../shared/server.js';
import { toast } from '../shared/toast.js';
import { labelName } from './folders.js';
import { upToDate } from './live.js';
import { go, place } from './place.js';

const PAGE = 50;
let threads = [];
let wanted = PAGE;
let hasMore = false;
let asked = 0;
let isNew = true;

export function startThreads() {
  const list = find('#threads');
  hear('place-changed', ({ changed }) => {
    if (changed.some((part) => part !== 'thread')) startList();
    else markCurrent();
  });
  hear('mail-changed', refreshThreads);
  hear('settings-changed', draw);
  list.addEventListener('focusin', (event) => event.target.matches('.row') && settleOn(event.target));
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) event.preventDefault();
    if (step) walk(step);
  });
}

/** Moves the focus along the list; `opens` opens what it comes to. */
export function walk(step, { opens = false } = {}) {
  const rows = [...find('#threads').querySelectorAll('.row')];
  const at = rows.findIndex((row) => row.tabIndex === 0);
  const next = rows[Math.min(Math.max(at + (rows[at]?.contains(document.activeElement) || opens ? step : 0), 0), rows.length - 1)];
  next?.focus();
  if (opens) next?.click();
}

/** The thread beside the open one, to go to when that leaves the list. */
export function currentRow() {
  return find('#threads .row[aria-current]') ?? find('#threads .row[tabindex="0"]');
}

function startList() {
  threads = [];
  wanted = PAGE;
  isNew = true;
  find('#list-title').textContent = place.query ? `Search: ${place.query}` : labelName(place.label) ?? 'Label';
  find('#list-mailbox').textContent = place.mailbox ?? '';
  fill(find('#threads'));
  find('#list-scroll').scrollTop = 0;
  refreshThreads();
}

async function refreshThreads() {
  if (!place.mailbox) return;
  const mine = (asked += 1);
  const query = { label: place.query ? '' : place.label, q: place.query, limit: wanted };
  try {
    const page = await get(inMailbox(place.mailbox, 'threads'), query);
    if (mine !== asked) return;
    [threads, hasMore] = [page.threads, page.more];
    upToDate(page.historyId);
    draw();
    isNew = false;
  } catch (trouble) {
    toast(trouble.message);
  }
}

function draw() {
  if (!place.query) find('#list-title').textContent = labelName(place.label) ?? 'Label';
  fillKeyed(find('#threads'), threads.map((thread) => ({ key: thread.id, version: JSON.stringify(thread), draw: () => row(thread) })));
  find('#list-empty').hidden = threads.length > 0;
  find('#more-threads').hidden = !hasMore;
  find('#more-threads').onclick = () => { wanted += PAGE; refreshThreads(); };
  markCurrent();
}

function row(thread) {
  const name = thread.people.join(', ') || '(nobody)';
  return h('li', { class: isNew ? null : 'arriving' }, h('button', {
    class: `row ${thread.unread ? 'unread' : ''}`, type: 'button', tabIndex: -1, onclick: () => go({ thread: thread.id }),
  },
  h('span', { class: `portrait shade-${shade(name)}`, 'aria-hidden': 'true' }, initials(name)),
  h('span', { class: 'row-words' },
    h('span', { class: 'row-top' },
      thread.unread && h('span', { class: 'unseen' }, 'Unread. '),
      h('span', { class: 'row-people cut' }, name), thread.count > 1 && h('span', { class: 'row-count' }, String(thread.count)),
      h('time', { class: 'row-date' }, shortDate(thread.date))),
    h('span', { class: 'row-subject cut' }, thread.subject || '(no subject)'),
    h('span', { class: 'row-bottom' }, h('span', { class: 'row-snippet cut' }, thread.snippet), thread.attachments && h('span', { class: 'row-clip', role: 'img', 'aria-label': 'Has attachments' }, icon('attachment'))),
    chips(thread))));
}

function chips({ labels }) {
  const shown = labels.filter((label) => label.type === 'user');
  return shown.length > 0 && h('span', { class: 'row-chips' }, shown.map(labelChip));
}

/** A label as it stands on a conversation. */
export function labelChip({ name, colour, ink }) {
  const chip = h('span', { class: 'label-chip' }, name);
  if (colour) Object.assign(chip.style, { backgroundColor: colour, color: ink, borderColor: colour });
  return chip;
}

function markCurrent() {
  const rows = [...find('#threads').querySelectorAll('.row')];
  rows.forEach((each) => each.removeAttribute('aria-current'));
  const open = rows.find((each) => each.parentElement.dataset.key === place.thread);
  open?.setAttribute('aria-current', 'true');
  const reachable = open ?? rows.find((each) => each.tabIndex === 0) ?? rows[0];
  if (reachable) settleOn(reachable);
}

/** Only one row is on the way of the Tab key; the arrows lead to the others. */
function settleOn(chosen) {
  find('#threads').querySelectorAll('.row').forEach((each) => { each.tabIndex = each === chosen ? 0 : -1; });
}
