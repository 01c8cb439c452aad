// The open conversation: its messages, and what can be done with it.
import { hear, tell } from '../shared/bus.js';
import { fill, fillKeyed, find, h } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { get, inMailbox, post } from '../shared/server.js';
import { settings } from '../shared/settings.js';
import { toast } from '../shared/toast.js';
import { openMenu } from '../cards/menu.js';
import { userLabels } from './folders.js';
import { drawMessage } from './message.js';
import { showView } from './panes.js';
import { go, place } from './place.js';
import { reply } from './replying.js';
import { currentRow, labelChip } from './threads.js';

let thread = null;
let opened = '';

export function startReader() {
  hear('place-changed', ({ changed }) => {
    if (changed.includes('thread') || changed.includes('mailbox')) openThread();
  });
  hear('mail-changed', () => place.thread && refreshThread());
  hear('settings-changed', () => thread && draw());
  hear('read-message', ({ id }) => { opened = id; tell('message-opened', { id, threadId: thread.id, mailbox: place.mailbox }); });
}

async function openThread() {
  const leaves = find('#reader').contains(document.activeElement);
  thread = null;
  opened = '';
  find('#reader').dataset.open = String(Boolean(place.thread));
  fill(find('#reader-head'));
  fill(find('#messages'));
  fill(find('#reply-bar'));
  if (!place.thread) {
    tell('message-closed');
    showView('list');
    if (leaves) currentRow()?.focus();
    return;
  }
  const onScreen = find('#list').checkVisibility();
  showView('reader');
  tell('message-opening');
  await refreshThread();
  tell('message-settled');
  if (!thread) return;
  if (onScreen && !find('#list').checkVisibility()) find('.subject').focus();
  find('#reader-scroll').scrollTop = 0;
  if (thread.messages.some((message) => message.unread)) relabel({ remove: ['UNREAD'] });
}

async function refreshThread() {
  const asked = place.thread;
  try {
    const fresh = await get(inMailbox(place.mailbox, 'threads', asked));
    if (asked !== place.thread) return;
    thread = fresh;
    draw();
  } catch (trouble) {
    toast(trouble.message);
  }
}

function draw() {
  const newest = thread.messages.filter((message) => !message.draft).at(-1) ?? thread.messages.at(-1);
  fill(find('#reader-head'), h('div', { class: 'reader-tools', role: 'group', 'aria-label': 'Conversation' }, tools()),
    h('h2', { class: 'subject', tabIndex: -1 }, thread.subject || '(no subject)'),
    h('div', { class: 'row-chips' }, thread.labels.map(labelChip)));
  fillKeyed(find('#messages'), thread.messages.map((message) => ({
    key: message.id, version: JSON.stringify([{ ...message, unread: false }, settings.locale, settings.timeZone]),
    draw: () => drawMessage(message, { mailbox: place.mailbox, threadId: thread.id, isOpen: message === newest || message.unread }),
  })));
  fill(find('#reply-bar'), replyButton('Reply', 'reply', newest, false), replyButton('Reply all', 'reply-all', newest, true));
  if (opened) return;
  opened = newest.id;
  tell('message-opened', { id: newest.id, threadId: thread.id, mailbox: place.mailbox });
}

function replyButton(words, drawing, message, all) {
  return h('button', { class: 'button outlined', type: 'button', onclick: () => reply(message, thread, { all }) }, icon(drawing), words);
}

/** Answers the newest message; what the keyboard's R and A do. */
export function replyToOpen({ all }) {
  const newest = thread?.messages.filter((message) => !message.draft).at(-1);
  if (newest) reply(newest, thread, { all });
}

function tools() {
  return [
    tool('Back to the list', 'back', () => go({ thread: '' }), 'only-stacked'),
    thread.inbox ? tool('Archive', 'archive', archive) : tool('Move to inbox', 'inbox', () => relabel({ add: ['INBOX'] }, 'Moved to the inbox.')),
    tool('Delete', 'trash', () => leave({ add: ['TRASH'] }, 'Moved to the trash.')),
    tool('Report spam', 'spam', () => leave({ add: ['SPAM'] }, 'Moved to spam.')),
    tool('Mark unread', 'unread', () => leave({ add: ['UNREAD'] })),
    userLabels().length > 0 && tool('Labels', 'label', (event) => openMenu(event.currentTarget, userLabels().map(labelItem))),
  ];
}

function tool(words, drawing, act, extra = '') {
  return h('button', { class: `icon-button ${extra}`, type: 'button', 'aria-label': words, title: words, onclick: act }, icon(drawing));
}

function labelItem({ id, name }) {
  const has = thread.labels.some((label) => label.id === id);
  return { text: has ? `Remove “${name}”` : `Add “${name}”`, choose: () => relabel(has ? { remove: [id] } : { add: [id] }) };
}

export function archive() {
  if (thread) leave({ remove: ['INBOX'] }, 'Archived.');
}

export function trash() {
  if (thread) leave({ add: ['TRASH'] }, 'Moved to the trash.');
}

async function leave(change, said) {
  const { id } = thread;
  go({ thread: '' });
  await relabelThread(id, change, said);
}

function relabel(change, said) {
  return relabelThread(thread.id, change, said);
}

async function relabelThread(id, { add = [], remove = [] }, said) {
  try {
    await post(inMailbox(place.mailbox, 'threads', id, 'labels'), { add, remove });
    if (said) toast(said);
    tell('mail-changed');
  } catch (trouble) {
    toast(trouble.message);
  }
}
