// Builds elements from plain data; foreign text only ever becomes a text node.

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'htmlFor', 'className', 'tabIndex']);
let counter = 0;

/** An element with attributes, listeners (`onclick`) and children; false, null and undefined are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat(Infinity).filter(isSomething));
  return element;
}

/** A name no other element of the page has, for labels and descriptions. */
export function uniqueId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

export function find(selector, inside = document) {
  return inside.querySelector(selector);
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(isSomething));
}

/** Puts new elements where keyed old ones were, keeping those that did not change: focus and scroll stay. */
export function fillKeyed(parent, wanted) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  wanted.forEach(({ key, version, draw }, index) => {
    let child = old.get(key);
    if (!child || child.dataset.version !== version) {
      const fresh = draw();
      Object.assign(fresh.dataset, { key, version });
      if (child) replaceKeepingFocus(child, fresh);
      child = fresh;
    }
    old.delete(key);
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
  old.forEach((child) => child.remove());
}

function replaceKeepingFocus(child, fresh) {
  const hadFocus = child.contains(document.activeElement);
  child.replaceWith(fresh);
  if (hadFocus) (fresh.matches('button') ? fresh : find('button', fresh))?.focus();
}

function set(element, name, value) {
  if (!isSomething(value)) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) element[name] = value;
  else element.setAttribute(name, value === true ? '' : value);
}

function isSomething(value) {
  return value !== null && value !== undefined && value !== false;
}
