// The cards that lie on top of each other, and how an answer changes the pile.

import type { Answer, CardJson, Helps, Question } from "./wire";

export interface Sheet {
  readonly page: string;
  readonly conversation: string;
  readonly version: string;
  readonly card: CardJson;
  readonly title: string;
  readonly helps: Helps;
  /** How to draw it anew; null for a card that came of doing something. */
  readonly again: Question | null;
  /** Whether it says more in a moment. */
  readonly waits: boolean;
  /** Whether something was changed since it was drawn. */
  readonly isStale: boolean;
}

export type Stack = readonly Sheet[];

/** The pile after an answer. What lies beneath is out of date once something changed. */
export function after(stack: Stack, answer: Answer, again: Question | null): Stack {
  const below = answer.stateChanged ? stack.map(outdated) : stack;
  const { card } = answer;
  if (answer.navigate === "none" || (card === null && answer.navigate !== "pop" && answer.navigate !== "home")) {
    return below;
  }
  const sheet = card && sheetOf(answer, card, again);
  switch (answer.navigate) {
    case "push":
      return sheet ? [...below, sheet] : below;
    case "update":
      return sheet ? [...below.slice(0, -1), keepingSource(sheet, answer, below.at(-1))] : below;
    case "pop":
      return sheet ? [...below.slice(0, -2), keepingSource(sheet, answer, below.at(-2))] : below.slice(0, Math.max(1, below.length - 1));
    case "home":
      return sheet ? [keepingSource(sheet, answer, below[0])] : below.slice(0, 1);
  }
}

export function outdated(sheet: Sheet): Sheet {
  return { ...sheet, isStale: true };
}

export function sheetOf(answer: Answer, card: CardJson, again: Question | null): Sheet {
  const { page, conversation, version, title, helps, waits } = answer;
  return { page, conversation, version, card, title, helps, again, waits, isStale: false };
}

/** A card that took another's place is drawn anew as that one would be, unless it says itself how. */
function keepingSource(sheet: Sheet, answer: Answer, replaced: Sheet | undefined): Sheet {
  const isSilent = sheet.again === null && answer.again === undefined;
  return replaced && isSilent ? { ...sheet, again: replaced.again } : sheet;
}
