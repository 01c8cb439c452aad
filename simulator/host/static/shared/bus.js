// How the parts of the page hear of each other's news without knowing each other.

const target = new EventTarget();

export function tell(news, detail = {}) {
  target.dispatchEvent(new CustomEvent(news, { detail }));
}

export function hear(news, listener) {
  target.addEventListener(news, (event) => listener(event.detail));
}
