// The box a mail is written in, with a little formatting, and places where an add-on may insert.
import { h } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { safeNodes, textNodes } from './safe.js';

const TOOLS = { bold: 'Bold', italic: 'Italic', underline: 'Underline', insertUnorderedList: 'List' };
const DRAWINGS = { insertUnorderedList: 'list' };

export function newEditor() {
  const box = h('div', {
    class: 'editor', contenteditable: 'true', role: 'textbox', 'aria-multiline': 'true', 'aria-label': 'Message text', tabIndex: 0,
  });
  let cursor = null;
  const noteCursor = () => {
    const selection = document.getSelection();
    if (selection.rangeCount && box.contains(selection.anchorNode)) cursor = selection.getRangeAt(0).cloneRange();
  };
  ['keyup', 'pointerup', 'blur', 'input'].forEach((name) => box.addEventListener(name, noteCursor));
  return {
    box,
    tools: Object.entries(TOOLS).map(([command, words]) => tool(box, command, words)),
    insert: (contents, where) => insert(box, cursor, contents, where),
    html: () => box.innerHTML,
    text: () => box.innerText,
    isEmpty: () => box.innerText.trim() === '',
    fill: (nodes) => box.replaceChildren(...nodes),
  };
}

function tool(box, command, words) {
  const act = () => {
    box.focus();
    // long deprecated, never replaced: the one way to format a selection with undo intact
    document.execCommand(command);
  };
  return h('button', { class: 'icon-button', type: 'button', 'aria-label': words, title: words, onmousedown: (event) => event.preventDefault(), onclick: act }, icon(DRAWINGS[command] ?? command));
}

/** Puts what an add-on gives at the cursor, the start, the end, or in place of all. */
function insert(box, cursor, contents, where) {
  const nodes = contents.flatMap(nodesOf);
  if (where === 'INSERT_AT_START') box.prepend(...nodes);
  else if (where === 'INSERT_AT_END') box.append(...nodes);
  else if (where === 'REPLACE') box.replaceChildren(...nodes);
  else insertAt(box, cursor, nodes);
  box.focus();
}

function insertAt(box, cursor, nodes) {
  if (!cursor || !box.contains(cursor.startContainer)) {
    box.prepend(...nodes);
    return;
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes);
  cursor.deleteContents();
  cursor.insertNode(fragment);
  cursor.collapse(false);
}

function nodesOf({ content, contentType = 'TEXT' }) {
  if (contentType === 'TEXT') return textNodes(content);
  const nodes = safeNodes(content);
  return contentType === 'IMMUTABLE_HTML' ? [h('div', { contenteditable: 'false' }, nodes)] : nodes;
}
