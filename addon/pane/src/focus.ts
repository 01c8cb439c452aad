// Keeping the keyboard where it was when a card is drawn anew, and open what was open.

const REACHABLE = "a[href], button, input, select, textarea, [tabindex='0']";

/** Where the keyboard is in a card, told so that the same place can be found in the next drawing. */
export interface Place {
  readonly name: string;
  readonly turn: number;
}

export function placeIn(card: HTMLElement): Place | null {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !card.contains(active)) return null;
  return placeOf(card, active);
}

/** Put the keyboard back; say whether the place is still there. */
export function goTo(card: HTMLElement, place: Place): boolean {
  const found = alike(card, place.name);
  const element = found[place.turn] ?? found[0];
  element?.focus({ preventScroll: true });
  return element !== undefined;
}

/** The buttons of what is unfolded. */
export function openedFolds(card: HTMLElement): readonly Place[] {
  return [...card.querySelectorAll<HTMLElement>("button[aria-controls][aria-expanded=true]")].map((button) => placeOf(card, button));
}

/** Unfold what these buttons fold, as far as they are there. */
export function openFolds(card: HTMLElement, places: readonly Place[]): void {
  for (const place of places) {
    const button = alike(card, place.name)[place.turn];
    if (button?.getAttribute("aria-expanded") === "false") button.click();
  }
}

function placeOf(card: HTMLElement, element: HTMLElement): Place {
  const name = nameOf(element);
  return { name, turn: alike(card, name).indexOf(element) };
}

function alike(card: HTMLElement, name: string): HTMLElement[] {
  return [...card.querySelectorAll<HTMLElement>(REACHABLE)].filter((element) => nameOf(element) === name);
}

function nameOf(element: HTMLElement): string {
  const labels = "labels" in element ? [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent) : [];
  const said = element.getAttribute("aria-label") ?? "";
  const words = element instanceof HTMLButtonElement ? element.textContent : "";
  return [element.tagName, element.dataset["conversation"] ?? "", said, ...labels, words].join("|");
}
