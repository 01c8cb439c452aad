// Drawing an Adaptive Card, and saying what was pressed on it.

import * as AC from "adaptivecards";
import { HOST_CONFIG } from "./hostconfig";
import { htmlOf, mayBeOpened } from "./markdown";
import { offer } from "./suggestions";
import { isRecord, type CardJson, type Helps } from "./wire";

export interface Pressed {
  readonly verb: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, string>>;
}

export interface Hand {
  press(pressed: Pressed): void;
  open(url: string): void;
  complete(pressed: Pressed): Promise<readonly string[]>;
}

export interface Sheet {
  readonly card: CardJson;
  readonly title: string;
  readonly helps: Helps;
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
export function draw(sheet: Sheet, hand: Hand, headingLevel: number): Drawn {
  const card = new AC.AdaptiveCard();
  card.hostConfig = new AC.HostConfig({ ...HOST_CONFIG, textBlock: { headingLevel } });
  card.onExecuteAction = (action) => execute(card, action, hand);
  card.onAnchorClicked = (_element, anchor) => {
    hand.open(anchor.href);
    return true; // the browser itself goes nowhere
  };
  card.onElementVisibilityChanged = () => queueMicrotask(() => tellFolds(card.renderedElement));
  card.parse(withoutTitle(sheet.card, sheet.title));
  const element = card.render();
  if (element === undefined) throw new Error("this card cannot be drawn");
  tidy(element);
  if (card.lang) element.lang = card.lang;
  tellConversations(card);
  help(card, sheet.helps, hand);
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

/** Lists of suggestions on fields that have some. */
function help(card: AC.AdaptiveCard, helps: Helps, hand: Hand): void {
  for (const input of card.getAllInputs()) {
    const offered = helps[input.id ?? ""];
    const field = input.renderedElement?.querySelector("input");
    if (!offered || !field) continue;
    const ask = () => hand.complete({ verb: offered.verb, parameters: offered.data, inputs: valuesOf(card.getAllInputs()) });
    offer(field, offered.suggestions, offered.verb ? ask : null);
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

/** What the library leaves to be wished for. */
function tidy(element: HTMLElement): void {
  tellFolds(element);
  element.addEventListener("keydown", pressOnEnter);
  for (const anchor of element.querySelectorAll("a")) {
    if (!mayBeOpened(anchor.href)) anchor.removeAttribute("href");
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
  }
}

/** Every line that opens a conversation says which. */
function tellConversations(element: AC.CardElement): void {
  if (!(element instanceof AC.CardElementContainer)) return;
  for (let at = 0; at < element.getItemCount(); at += 1) {
    const item = element.getItemAt(at);
    const data = item instanceof AC.Container ? item.selectAction?.toJSON()?.["data"] : null;
    if (isRecord(data) && data["page"] === "conversation" && item.renderedElement) {
      item.renderedElement.dataset["conversation"] = String(data["conversation"]);
    }
    tellConversations(item);
  }
}

/** Enter in a line of text does what the next button does, as in every form; the one that stands out goes first. */
function pressOnEnter(event: KeyboardEvent): void {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !(field instanceof HTMLInputElement) || field.type !== "text") return;
  const card = event.currentTarget as HTMLElement;
  const buttons = [...card.querySelectorAll<HTMLElement>(".ac-pushButton:not([aria-controls], .style-destructive)")].filter(
    (button) => field.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING && button.checkVisibility(),
  );
  const next = buttons.find((button) => button.classList.contains("style-positive")) ?? buttons[0];
  if (!next) return;
  event.preventDefault();
  next.click();
}

/** It is the button that says whether what it folds is open; the library has the folded part say so. */
function tellFolds(card: HTMLElement | undefined): void {
  for (const button of card?.querySelectorAll<HTMLElement>("button[aria-controls]") ?? []) {
    const ids = (button.getAttribute("aria-controls") ?? "").split(" ");
    const folded = ids.map((id) => card?.querySelector<HTMLElement>(`#${CSS.escape(id)}`));
    folded.forEach((part) => part?.removeAttribute("aria-expanded"));
    button.setAttribute("aria-expanded", String(folded[0]?.style.display !== "none"));
  }
}
