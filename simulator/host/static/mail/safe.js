// Foreign HTML as nodes of this page: only plain formatting passes, everything else is left behind.

const KEPT = new Set([
  'A', 'B', 'BLOCKQUOTE', 'BR', 'CODE', 'DIV', 'EM', 'H1', 'H2', 'H3', 'H4', 'HR', 'I', 'LI', 'OL', 'P', 'PRE', 'S',
  'SPAN', 'STRONG', 'SUB', 'SUP', 'TABLE', 'TBODY', 'TD', 'TH', 'THEAD', 'TR', 'U', 'UL',
]);
const DROPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'EMBED', 'SVG', 'MATH', 'HEAD', 'TITLE', 'NOSCRIPT']);
const LINKS = /^(https?:|mailto:|tel:)/i;

/** Reads the HTML in a document of its own, where nothing runs or loads, and rebuilds what is harmless. */
export function safeNodes(html) {
  const read = new DOMParser().parseFromString(html, 'text/html');
  return rebuilt(read.body);
}

export function textNodes(text) {
  return text.split('\n').flatMap((line, index) => (index ? [document.createElement('br'), line] : [line]));
}

function rebuilt(parent) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.data];
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName.toUpperCase())) return [];
    if (!KEPT.has(node.tagName)) return rebuilt(node);
    const copy = document.createElement(node.tagName);
    if (node.tagName === 'A' && LINKS.test(node.getAttribute('href') ?? '')) copy.setAttribute('href', node.getAttribute('href'));
    copy.append(...rebuilt(node));
    return [copy];
  });
}
