// The left-hand column: which mailbox is open, and its labels.
import { hear, tell } from '../shared/bus.js';
import { fill, find, h } from '../shared/dom.js';
import { initials, shade } from '../shared/format.js';
import { icon } from '../shared/icons.js';
import { get, inMailbox } from '../shared/server.js';
import { compose } from './compose.js';
import { closeFolders } from './panes.js';
import { go, place } from './place.js';

const SYSTEM = {
  INBOX: ['Inbox', 'inbox'], SENT: ['Sent', 'sent'], DRAFT: ['Drafts', 'drafts'], ALL: ['All mail', 'mail'],
  SPAM: ['Spam', 'spam'], TRASH: ['Trash', 'trash'],
};
let labels = [];

/** What a label is called on the page; Gmail's own have friendlier names than their ids. */
export function labelName(id) {
  return SYSTEM[id]?.[0] ?? labels.find((label) => label.id === id)?.name ?? null;
}

export function userLabels() {
  return labels.filter((label) => label.type === 'user');
}

export function startFolders(mailboxes) {
  hear('place-changed', ({ changed }) => {
    drawMailboxes(mailboxes());
    if (changed.includes('mailbox')) refreshFolders();
    else drawLabels();
  });
  hear('mail-changed', refreshFolders);
  hear('person-changed', () => drawMailboxes(mailboxes()));
  find('#compose-button').addEventListener('click', () => compose());
  drawMailboxes(mailboxes());
}

/** Opens a label; pressed again, it is read again. */
function enter(id) {
  const isThere = id === place.label && !place.query;
  go({ label: id, query: '', thread: '' });
  closeFolders();
  if (isThere) tell('mail-changed');
}

async function refreshFolders() {
  if (!place.mailbox) return;
  const { mailbox } = place;
  const fresh = await get(inMailbox(mailbox, 'labels'));
  if (mailbox !== place.mailbox) return;
  ({ labels } = fresh);
  drawLabels();
}

function drawMailboxes(mailboxes) {
  fill(find('#mailboxes'), mailboxes.map(({ email, name }) => h('li', {},
    h('button', {
      class: 'mailbox', type: 'button', title: email, 'aria-current': email === place.mailbox ? 'true' : null,
      onclick: () => { go({ mailbox: email, label: 'INBOX', query: '', thread: '' }); closeFolders(); },
    }, h('span', { class: `portrait shade-${shade(email)}`, 'aria-hidden': 'true' }, initials(email)),
    h('span', { class: 'mailbox-words' }, h('b', {}, email.split('@')[0]), h('small', {}, name))))));
}

function drawLabels() {
  const system = Object.keys(SYSTEM).map((id) => labels.find((label) => label.id === id) ?? { id, name: id, unread: 0 });
  fill(find('#labels'), [...system, ...userLabels()].map(row));
  drawTitle();
}

/** What is open, and how much of it is unread, for the browser's own list of pages. */
function drawTitle() {
  const unread = labels.find((label) => label.id === 'INBOX')?.unread;
  document.title = `${unread ? `(${unread}) ` : ''}${labelName(place.label) ?? 'Mail'} · ${place.mailbox} · Mailbox`;
}

function row({ id, unread = 0, total = 0, colour }) {
  const [name, drawing] = SYSTEM[id] ?? [labelName(id), 'label'];
  const count = id === 'DRAFT' ? total : unread;
  const mark = h('span', { class: 'label-icon' }, icon(drawing));
  if (colour) mark.style.color = colour;
  return h('li', {}, h('button', {
    class: 'label', type: 'button', 'aria-current': id === place.label && !place.query ? 'true' : null,
    onclick: () => enter(id),
  }, mark, h('span', { class: 'cut' }, name),
  count > 0 && h('span', { class: 'count' }, String(count), h('span', { class: 'unseen' }, id === 'DRAFT' ? ' drafts' : ' unread'))));
}
