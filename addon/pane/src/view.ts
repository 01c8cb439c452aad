// The page: what stands around the card, and which of its parts is in sight.

import type { Drawn } from "./card";
import { goTo, placeIn } from "./focus";
import type { Words } from "./texts";

export type Part = "skeleton" | "card" | "trouble" | "empty";
export type Focus = "keep" | "title" | "leave";

export interface Buttons {
  back(): void;
  home(): void;
  refresh(): void;
}

const SLOW = 1_000;

const by = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;

export class View {
  private readonly main = by("main");
  private readonly card = by("card");
  private readonly notice = by("notice");
  private readonly titled = by("title");
  private slow: ReturnType<typeof setTimeout> | undefined;
  private saysLoading = false;

  constructor(private readonly words: Words) {
    for (const name of ["back", "home", "refresh"] as const) {
      by(name).setAttribute("aria-label", words[name]);
      by(name).title = words[name];
    }
    this.title("");
  }

  on(buttons: Buttons): void {
    by("back").onclick = () => buttons.back();
    by("home").onclick = () => buttons.home();
    by("refresh").onclick = () => buttons.refresh();
  }

  title(text: string): void {
    this.titled.textContent = text || this.words.name;
    document.title = text || this.words.name;
  }

  /** Which message is beside the pane, so that nobody takes the card for another's. */
  beside(text: string): void {
    by("beside").textContent = text;
    by("beside").hidden = text === "";
  }

  hasBack(hasOne: boolean): void {
    by("back").hidden = !hasOne;
  }

  /** Show one part alone; trouble may also stand above a card, which then keeps what was typed. */
  only(part: Part, above = false): void {
    for (const each of ["skeleton", "card", "trouble", "empty"] as const) {
      by(each).hidden = each !== part && !(above && each === "card");
    }
  }

  isBusy(): boolean {
    return this.main.getAttribute("aria-busy") === "true";
  }

  busy(isBusy: boolean): void {
    clearTimeout(this.slow);
    this.main.setAttribute("aria-busy", String(isBusy));
    document.body.classList.toggle("busy", isBusy);
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
    this.card.replaceChildren(drawn.element);
    this.only("card");
    if (focus === "title" || (place && !goTo(this.card, place))) {
      scrollTo(0, 0);
      this.titled.focus({ preventScroll: true });
    }
  }

  trouble(title: string, text: string, button: string, retry: () => void, keepsCard: boolean): void {
    by("trouble-title").textContent = title;
    by("trouble-text").textContent = text;
    by("retry").textContent = button;
    by("retry").onclick = retry;
    this.only("trouble", keepsCard);
    this.say(`${title}. ${text}`);
    if (keepsCard) by("trouble-title").focus();
  }

  empty(title: string, text: string): void {
    by("empty-title").textContent = title;
    by("empty-text").textContent = text;
    this.card.replaceChildren();
    this.only("empty");
  }
}
