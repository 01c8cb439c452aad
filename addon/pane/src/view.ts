// A column with a card in it: what stands around the card, and which of its parts is in sight. The pane is one such
// column; the web page has two.

import type { Drawn } from "./card";
import { goTo, openedFolds, openFolds, placeIn } from "./focus";
import type { Words } from "./texts";
import type { Told, Way } from "./trouble";

export type Part = "skeleton" | "card" | "trouble" | "empty";
export type Focus = "keep" | "title" | "leave";

export interface Buttons {
  back(): void;
  home(): void;
  refresh(): void;
}

const SLOW = 1_000;
const BUTTONS = ["back", "home", "refresh"] as const;

export class View {
  private readonly content = this.by("content");
  private readonly card = this.by("card");
  private readonly notice = this.by("notice");
  private readonly titled = this.by("title");
  private slow: ReturnType<typeof setTimeout> | undefined;
  private saysLoading = false;

  /** `named` learns what the column is about. */
  constructor(
    private readonly root: HTMLElement,
    private readonly words: Words,
    private readonly named: (title: string) => void,
  ) {
    for (const name of BUTTONS) {
      this.by(name)?.setAttribute("aria-label", words[name]);
      this.by(name)?.setAttribute("title", words[name]);
    }
    this.title("");
  }

  on(buttons: Buttons): void {
    for (const name of BUTTONS) this.by(name)?.addEventListener("click", () => buttons[name]());
  }

  title(text: string): void {
    this.titled.textContent = text || this.words.name;
    this.named(text);
  }

  /** How deep the headings of a card are, beneath the column's own. */
  get headingLevel(): number {
    return Number(this.titled.tagName.slice(1)) + 1;
  }

  /** Whether somebody is about to type or choose something in the card, or is just pressing something. */
  isInUse(): boolean {
    const active = document.activeElement;
    const isInField = active !== null && this.card.contains(active) && active.matches("input, select, textarea");
    return isInField || this.card.matches(":active");
  }

  /** Say that what is shown changed elsewhere, and offer to show it; nothing said takes that back. */
  news(text: string, button = "", show: () => void = () => undefined): void {
    const strip = this.by("news");
    if (!strip) return;
    strip.hidden = text === "";
    this.by("news-text").textContent = text;
    const shows = this.by("news-show");
    shows.textContent = button;
    shows.onclick = show;
  }

  /** Which message is beside the pane, so that nobody takes the card for another's. */
  beside(text: string): void {
    this.by("beside").textContent = text;
    this.by("beside").hidden = text === "";
  }

  hasBack(hasOne: boolean): void {
    this.by("back").hidden = !hasOne;
  }

  /** Show one part alone; trouble may also stand above a card, which then keeps what was typed. */
  only(part: Part, above = false): void {
    for (const each of ["skeleton", "card", "trouble", "empty"] as const) {
      this.by(each).hidden = each !== part && !(above && each === "card");
    }
  }

  isBusy(): boolean {
    return this.content.getAttribute("aria-busy") === "true";
  }

  busy(isBusy: boolean): void {
    clearTimeout(this.slow);
    this.content.setAttribute("aria-busy", String(isBusy));
    this.root.classList.toggle("busy", isBusy);
    if (isBusy) {
      this.slow = setTimeout(() => {
        this.say(this.words.loading);
        this.saysLoading = true;
      }, SLOW);
    } else if (this.saysLoading) {
      this.say("");
    }
  }

  /** Say something at the foot of the pane, also to those who cannot see it. It stays until the next thing is done. */
  say(text: string): void {
    this.saysLoading = false;
    this.notice.textContent = text;
  }

  draw(drawn: Drawn, focus: Focus): void {
    const place = focus === "keep" ? placeIn(this.card) : null;
    const folds = focus === "keep" ? openedFolds(this.card) : [];
    this.card.replaceChildren(drawn.element);
    openFolds(this.card, folds);
    this.only("card");
    this.news("");
    if (focus === "title" || (place && !goTo(this.card, place))) this.goToTitle();
  }

  goToTitle(): void {
    this.root.scrollTo(0, 0);
    this.titled.focus({ preventScroll: true });
  }

  /** Tell of trouble: alone, or above the card, which then keeps what was typed. */
  trouble(told: Told, retry: () => void, place: "alone" | "above", focus: Focus): void {
    this.by("trouble-title").textContent = told.title;
    this.by("trouble-text").textContent = told.text;
    this.by("retry").textContent = told.button;
    this.by("retry").onclick = retry;
    this.lead(told.way);
    this.only("trouble", place === "above");
    this.say(`${told.title}. ${told.text}`);
    if (focus === "title") this.by("trouble-title").focus();
  }

  empty(title: string, text: string): void {
    this.by("empty-title").textContent = title;
    this.by("empty-text").textContent = text;
    this.card.replaceChildren();
    this.only("empty");
  }

  private lead(way: Way | null): void {
    const anchor = this.by<HTMLAnchorElement>("way");
    if (!anchor) return;
    anchor.hidden = way === null;
    anchor.textContent = way?.text ?? "";
    anchor.href = way?.href ?? "#";
    anchor.target = way?.isNewTab ? "_blank" : "";
  }

  private by<T extends HTMLElement = HTMLElement>(name: string): T {
    return this.root.querySelector(`.${name}`) as T;
  }
}
