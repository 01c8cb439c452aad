// The lines of the list that open a conversation.

import { column, isVisible } from "./sides";

function lines(): HTMLElement[] {
  return [...column("list").querySelectorAll<HTMLElement>(".card [data-conversation]")];
}

export function lineOf(conversation: string): HTMLElement | undefined {
  return lines().find((line) => line.dataset["conversation"] === conversation);
}

/** Mark the one whose conversation is shown. */
export function mark(conversation: string): void {
  for (const line of lines()) {
    if (line.dataset["conversation"] === conversation) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
}

/** Put the keyboard on the next line, or the one before; from elsewhere, beginning at the one that is shown. */
export function step(by: 1 | -1, shown: string): boolean {
  const all = lines();
  if (!isVisible("list") || all.length === 0) return false;
  const focused = all.indexOf(document.activeElement as HTMLElement);
  const at = focused >= 0 ? focused : all.findIndex((line) => line.dataset["conversation"] === shown);
  const next = at < 0 && by < 0 ? all.length - 1 : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next]?.focus();
  return true;
}
