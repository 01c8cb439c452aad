// The small part of HTML a card's text may use, read by hand into text nodes and a few known elements.
import { h } from '../shared/dom.js';
import { readable } from './colour.js';

const TOKEN = /<(\/?)([a-z]+)((?:\s+[a-z-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*)\s*\/?>/gi;
const ATTRIBUTE = /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/gi;
const ENTITY = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const LINKS = new Set(['https:', 'http:', 'mailto:', 'tel:']);

/** The nodes a card's text stands for; what it may not use is shown as a marked word. */
export function markup(text, linkTo) {
  const root = document.createElement('span');
  const open = [{ tag: '', element: root }];
  let done = 0;
  for (const token of text.matchAll(TOKEN)) {
    top(open).append(decoded(text.slice(done, token.index)));
    place(open, token, linkTo);
    done = token.index + token[0].length;
  }
  top(open).append(decoded(text.slice(done)));
  return [...root.childNodes];
}

/** The same text without its tags, for names and labels. */
export function plain(text) {
  const span = document.createElement('span');
  span.append(...markup(text, null));
  return span.textContent;
}

function place(open, [written, slash, name, rest], linkTo) {
  const tag = name.toLowerCase();
  if (!Object.hasOwn(ELEMENTS, tag)) {
    top(open).append(h('span', { class: 'unsupported-word', title: 'Not supported in cards' }, written));
  } else if (slash) {
    close(open, tag);
  } else {
    const element = ELEMENTS[tag](attributes(rest), linkTo);
    top(open).append(element);
    if (tag !== 'br') open.push({ tag, element });
  }
}

const ELEMENTS = {
  b: () => h('b'),
  i: () => h('i'),
  u: () => h('u'),
  s: () => h('s'),
  strike: () => h('s'),
  time: () => h('time'),
  br: () => h('br'),
  font: ({ color }) => coloured(color),
  a: ({ href }, linkTo) => link(href, linkTo),
};

function coloured(colour) {
  const element = h('span');
  const seen = colour && readable(colour);
  if (seen) element.style.color = seen;
  return element;
}

/** A link, unless the text stands on something that is itself pressed. */
function link(href, linkTo) {
  if (!linkTo) return h('span');
  if (!href || !URL.canParse(href) || !LINKS.has(new URL(href).protocol)) {
    return h('span', { class: 'unsupported-word', title: 'This link is refused' });
  }
  return h('a', { href: linkTo(href), target: '_blank', rel: 'noopener noreferrer' });
}

function close(open, tag) {
  const at = open.findLastIndex((entry) => entry.tag === tag);
  if (at > 0) open.length = at;
}

function attributes(text) {
  const pairs = [...text.matchAll(ATTRIBUTE)];
  return Object.fromEntries(pairs.map(([, name, ...values]) => [name.toLowerCase(), decoded(values.find((value) => value !== undefined))]));
}

function decoded(text) {
  return text.replace(ENTITY, (written, hex, decimal, name) => {
    if (name) return NAMED[name.toLowerCase()];
    const point = hex ? parseInt(hex, 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : written;
  });
}

function top(open) {
  return open[open.length - 1].element;
}
