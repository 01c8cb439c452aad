// The keyboard: one letter for each thing done often, never while somebody is typing.
import { find } from '../shared/dom.js';
import { compose } from './compose.js';
import { go, place } from './place.js';
import { archive, replyToOpen, trash } from './reader.js';
import { currentRow, walk } from './threads.js';

const KEYS = {
  j: () => walk(1, { opens: Boolean(place.thread) }),
  k: () => walk(-1, { opens: Boolean(place.thread) }),
  u: backToList,
  Escape: backToList,
  c: () => compose(),
  r: () => replyToOpen({ all: false }),
  a: () => replyToOpen({ all: true }),
  e: archive,
  '#': trash,
  '/': () => find('#query').focus(),
  '?': () => find('#shortcuts').showModal(),
};

export function startKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (!Object.hasOwn(KEYS, event.key) || event.target.closest('dialog[open], .menu, #addon')) return;
    event.preventDefault();
    KEYS[event.key]();
  });
}

function isTyping(element) {
  return element.closest('input, textarea, select, [contenteditable=true]') !== null;
}

function backToList() {
  const row = currentRow();
  if (place.thread) go({ thread: '' });
  row?.focus();
}
