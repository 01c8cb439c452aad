// The keyboard, for those who work through many conversations. Nothing here is to be reached by keys alone.

import type { WebWords } from "./texts";

export interface Keys {
  step(by: 1 | -1): boolean;
  search(): boolean;
  back(): boolean;
}

const FIELDS = "input, select, textarea, [contenteditable]";

const dialog = (): HTMLDialogElement => document.getElementById("keys") as HTMLDialogElement;

/** Listen to keys, except where somebody types. */
export function listen(keys: Keys): void {
  const acts: Readonly<Record<string, () => boolean>> = {
    j: () => keys.step(1),
    k: () => keys.step(-1),
    ArrowDown: () => isInList() && keys.step(1),
    ArrowUp: () => isInList() && keys.step(-1),
    "/": () => keys.search(),
    Escape: () => keys.back(),
    "?": show,
  };
  document.addEventListener("keydown", (event) => {
    const isForUs = !event.defaultPrevented && !event.ctrlKey && !event.altKey && !event.metaKey && !dialog().open;
    if (isForUs && !isField(event.target) && acts[event.key]?.()) event.preventDefault();
  });
}

/** Write the keys into their window. */
export function explain(words: WebWords): void {
  const told: readonly (readonly [string, string])[] = [
    ["j  ↓", words.keyNext],
    ["k  ↑", words.keyPrevious],
    ["Enter", words.keyOpen],
    ["/", words.keySearch],
    ["Esc", words.keyBack],
    ["?", words.keyKeys],
  ];
  const list = document.getElementById("keys-list");
  list?.replaceChildren(...told.flatMap(([key, does]) => [element("dt", key), element("dd", does)]));
  const [title, close] = ["keys-title", "keys-close"].map((id) => document.getElementById(id) as HTMLElement);
  if (title) title.textContent = words.keys;
  if (close) {
    close.textContent = words.done;
    close.onclick = () => dialog().close();
  }
}

export function show(): boolean {
  dialog().showModal();
  return true;
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(FIELDS);
}

function isInList(): boolean {
  return Boolean(document.activeElement?.closest("#list"));
}
