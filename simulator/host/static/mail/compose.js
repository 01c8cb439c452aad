// The window where a mail is written: new, a reply, or a draft taken up again.
import { composeActions } from '../cards/compose.js';
import { hear, tell } from '../shared/bus.js';
import { fill, find, h, uniqueId } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { get, inMailbox, post } from '../shared/server.js';
import { settings } from '../shared/settings.js';
import { toast } from '../shared/toast.js';
import { changeDraft } from './draft.js';
import { newEditor } from './editor.js';
import { place } from './place.js';
import { safeNodes } from './safe.js';

let addon = null;
let opened = null;
let message = null;

export function startCompose(described) {
  addon = described;
  hear('open-draft', openDraft);
  hear('message-opened', (detail) => { message = detail; });
  hear('message-closed', () => { message = null; });
}

/** Opens the window. `start` may hold title, to, cc, bcc, subject, html, threadId, answers (a message id) and draft. */
export function compose(start = {}) {
  if (opened) {
    toast('Finish the message you are writing first.');
    opened.fields.to.focus();
    return;
  }
  const editor = newEditor();
  if (start.html) editor.fill(safeNodes(start.html));
  opened = { mailbox: place.mailbox, start, editor, fields: newFields(start), opener: document.activeElement };
  draw(opened);
  (start.to ? editor.box : opened.fields.to).focus();
}

function newFields({ to = '', cc = '', bcc = '', subject = '', answers, draft }) {
  const field = (value) => h('input', { type: 'text', id: uniqueId('field'), value, autocomplete: 'off', spellcheck: 'false' });
  return {
    to: field(to), cc: field(cc), bcc: field(bcc), subject: field(subject),
    quote: h('input', { type: 'checkbox', id: uniqueId('field'), checked: Boolean(answers && !draft) }),
  };
}

function draw({ mailbox, start, editor, fields }) {
  const pane = h('div', { class: 'compose-pane', role: 'dialog', hidden: true });
  const title = start.title ?? 'New message';
  const draft = { context, change: (markup) => changeDraft(markup, { fields, editor }) };
  const more = start.cc || start.bcc ? null : h('button', { class: 'plain', type: 'button', onclick: () => { lines.hidden = false; more.remove(); fields.cc.focus(); } }, 'Cc, Bcc');
  const lines = h('div', { hidden: Boolean(more) }, line('Cc', fields.cc), line('Bcc', fields.bcc));
  fill(find('#compose'),
    h('div', { class: 'compose-bar' }, h('h2', {}, title), h('small', { class: 'cut' }, `from ${mailbox}`),
      h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Save and close', onclick: saveAndClose }, icon('close'))),
    h('div', { class: 'compose-inside' }, line('To', fields.to, more), lines, line('Subject', fields.subject), editor.box,
      start.answers && !start.draft && h('div', { class: 'box quote' }, fields.quote, h('label', { htmlFor: fields.quote.id }, 'Quote the message below'))),
    pane,
    h('div', { class: 'compose-tools' }, h('button', { class: 'button filled', type: 'button', onclick: send }, icon('send'), 'Send'),
      composeActions(addon, pane, draft), h('span', { class: 'format-tools', role: 'group', 'aria-label': 'Formatting' }, editor.tools),
      h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Discard', title: 'Discard', onclick: discard }, icon('trash'))));
  Object.assign(find('#compose'), { hidden: false, onkeydown: steer });
  find('#compose').setAttribute('aria-label', title);
}

function line(label, input, extra = null) {
  return h('div', { class: 'compose-line' }, h('label', { htmlFor: input.id }, label), input, extra);
}

function steer(event) {
  if (event.key === 'Escape') saveAndClose();
  else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
  else return;
  event.preventDefault();
}

/** What an add-on hears of the draft: its recipients, and the message that is open behind it. */
function context() {
  const { fields } = opened;
  return { recipients: { to: split(fields.to), cc: split(fields.cc), bcc: split(fields.bcc) }, ...(message ? { message } : {}) };
}

function split({ value }) {
  return value.split(/[,;]/).map((each) => each.trim()).filter(Boolean);
}

function written() {
  const { start, editor, fields } = opened;
  return {
    person: settings.person, to: split(fields.to), cc: split(fields.cc), bcc: split(fields.bcc), subject: fields.subject.value,
    html: editor.html(), text: editor.text(), threadId: start.threadId ?? '', answers: start.answers ?? '',
    quote: fields.quote.checked, draft: start.draft ?? '',
  };
}

async function send() {
  if (!opened.fields.to.value.trim()) {
    toast('Say first who the message is for.');
    opened.fields.to.focus();
    return;
  }
  await finish('send', 'Message sent.');
}

async function saveAndClose() {
  const { fields, editor } = opened;
  const isEmpty = editor.isEmpty() && !fields.to.value && !fields.subject.value;
  if (isEmpty && !opened.start.draft) close();
  else await finish('drafts', 'Draft saved.');
}

async function discard() {
  if (opened.start.draft) await finish('discard', 'Draft discarded.');
  else close();
}

async function finish(what, said) {
  try {
    await post(inMailbox(opened.mailbox, what), written());
  } catch (trouble) {
    toast(trouble.message);
    return;
  }
  close();
  toast(said);
  tell('mail-changed');
}

function close() {
  const { opener } = opened;
  opened = null;
  fill(find('#compose'));
  find('#compose').hidden = true;
  if (opener?.isConnected) opener.focus();
}

async function openDraft(which) {
  try {
    compose({ title: 'Draft', ...await get(inMailbox(place.mailbox, 'draft'), { draft: which.draft ?? '', message: which.message ?? '' }) });
  } catch (trouble) {
    toast(trouble.message);
  }
}
