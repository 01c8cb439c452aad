// One message of a conversation: who wrote it, its text in a frame of its own, its attachments.
import { tell } from '../shared/bus.js';
import { h, uniqueId } from '../shared/dom.js';
import { address, initials, longDate, shade, size } from '../shared/format.js';
import { icon } from '../shared/icons.js';
import { inMailbox } from '../shared/server.js';

const SCROLLBAR = 16;

/** Folded to one line until it is opened. */
export function drawMessage(message, { mailbox, threadId, isOpen }) {
  const sender = address(message.from);
  const inside = h('div', { class: 'message-inside', id: uniqueId('message'), hidden: true });
  const snippet = h('span', { class: 'message-snippet cut' }, message.snippet);
  const opener = h('button', { class: 'message-head', type: 'button', 'aria-controls': inside.id, 'aria-expanded': 'false', onclick: () => turn(true) },
    h('span', { class: `portrait shade-${shade(sender.name)}`, 'aria-hidden': 'true' }, initials(sender.name)),
    h('span', { class: 'message-who' }, h('b', {}, message.draft ? 'Draft' : sender.name), h('small', { class: 'message-address' }, sender.email), snippet),
    h('time', { class: 'message-date' }, longDate(message.date)));
  const article = h('article', { class: `message ${message.draft ? 'draft' : ''}`, 'aria-label': `Message from ${sender.name}` }, h('h3', { class: 'message-title' }, opener), inside);
  function turn(byHand) {
    inside.hidden = !inside.hidden;
    snippet.hidden = !inside.hidden;
    opener.setAttribute('aria-expanded', String(!inside.hidden));
    if (!inside.hidden && !inside.childElementCount) inside.append(...content(message, mailbox, threadId));
    if (!inside.hidden && byHand && !message.draft) tell('read-message', { id: message.id });
  }
  if (isOpen) turn(false);
  return article;
}

function content(message, mailbox, threadId) {
  const parts = [
    h('p', { class: 'message-to' }, `to ${message.to || '(nobody)'}`, message.cc && `, cc ${message.cc}`),
    frame(message, mailbox),
    message.attachments.length > 0 && attachments(message, mailbox),
    message.draft && h('button', {
      class: 'button outlined', type: 'button', onclick: () => tell('open-draft', { mailbox, message: message.id, threadId }),
    }, icon('compose'), 'Edit draft'),
  ];
  return parts.filter(Boolean);
}

/** The mail's own text. The frame may run no scripts; it shares our origin only so that its height can be read. */
function frame(message, mailbox) {
  const element = h('iframe', {
    class: 'message-frame', title: `Text of the message from ${address(message.from).name}`,
    sandbox: 'allow-same-origin allow-popups allow-popups-to-escape-sandbox', src: inMailbox(mailbox, 'messages', message.id, 'body'),
  });
  element.addEventListener('load', () => {
    const page = element.contentDocument?.documentElement;
    if (!page) return;
    const settle = () => {
      const scrollbar = page.scrollWidth > page.clientWidth ? SCROLLBAR : 0;
      element.style.height = `${Math.ceil(element.contentDocument.body.getBoundingClientRect().height) + scrollbar}px`;
    };
    new ResizeObserver(settle).observe(element.contentDocument.body);
    settle();
  });
  return element;
}

function attachments(message, mailbox) {
  return h('ul', { class: 'attachments', 'aria-label': 'Attachments' }, message.attachments.map(({ part, name, type, bytes }) => h('li', {},
    h('a', { class: 'attachment', href: inMailbox(mailbox, 'messages', message.id, 'attachments', part), download: name, title: type },
      icon('file'), h('span', { class: 'cut' }, name), h('small', {}, size(bytes))))));
}
