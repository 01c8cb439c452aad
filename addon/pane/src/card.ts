// Drawing an Adaptive Card, and saying what was pressed on it.

import * as AC from "adaptivecards";
import { HOST_CONFIG } from "./hostconfig";
import { htmlOf, mayBeOpened } from "./markdown";
import { isRecord, type CardJson } from "./wire";

export interface Pressed {
  readonly verb: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, string>>;
}

export interface Hand {
  press(pressed: Pressed): void;
  open(url: string): void;
}

export interface Drawn {
  readonly element: HTMLElement;
  /** Whether something was typed or chosen that an answer drawn anew would lose. */
  isTouched(): boolean;
}

AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = htmlOf(text);
  result.didProcess = true;
};
AC.GlobalSettings.removePaddingFromContainersWithBackgroundImage = false;
AC.GlobalSettings.setTabIndexAtCardRoot = false;

/** Draw a card under a title that is in sight already. Pictures may only come from our own server or the card itself. */
export function draw(json: CardJson, title: string, hand: Hand): Drawn {
  const card = new AC.AdaptiveCard();
  card.hostConfig = new AC.HostConfig(HOST_CONFIG);
  card.onExecuteAction = (action) => execute(card, action, hand);
  card.onAnchorClicked = (_element, anchor) => {
    hand.open(anchor.href);
    return true; // the browser itself goes nowhere
  };
  card.parse(withoutTitle(json, title));
  const element = card.render();
  if (element === undefined) throw new Error("this card cannot be drawn");
  tidy(element);
  const before = JSON.stringify(valuesOf(card.getAllInputs()));
  return { element, isTouched: () => JSON.stringify(valuesOf(card.getAllInputs())) !== before };
}

function execute(card: AC.AdaptiveCard, action: AC.Action, hand: Hand): void {
  if (action instanceof AC.OpenUrlAction) {
    hand.open(action.url ?? "");
  } else if (action instanceof AC.ExecuteAction || action instanceof AC.SubmitAction) {
    const data = action.toJSON()?.["data"];
    hand.press({
      verb: action instanceof AC.ExecuteAction ? action.verb ?? "" : "",
      parameters: isRecord(data) ? data : {},
      inputs: action.associatedInputs === "none" ? {} : valuesOf(card.getAllInputs()),
    });
  }
}

function valuesOf(inputs: readonly AC.Input[]): Record<string, string> {
  const named = inputs.filter((input) => input.id !== undefined && input.value !== undefined);
  return Object.fromEntries(named.map((input) => [input.id as string, String(input.value)]));
}

/** A card begins with its title, for hosts that show none; ours does, and stays in sight. */
function withoutTitle(json: CardJson, title: string): Record<string, unknown> {
  const [first, ...rest] = Array.isArray(json["body"]) ? (json["body"] as unknown[]) : [];
  const isTitle =
    isRecord(first) && first["style"] === "heading" && typeof first["text"] === "string" && plainOf(first["text"]) === title;
  return isTitle ? { ...json, body: rest } : { ...json };
}

function plainOf(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

/** What the library leaves to be wished for: links that lead nowhere else. */
function tidy(element: HTMLElement): void {
  for (const anchor of element.querySelectorAll("a")) {
    if (!mayBeOpened(anchor.href)) anchor.removeAttribute("href");
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
  }
}
