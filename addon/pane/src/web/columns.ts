// List and conversation side by side: which of them an answer belongs to, and the address that goes with it.

import { Desk, type Kept } from "../desk";
import { open } from "../links";
import type { Pressed } from "../card";
import type { Place } from "../place";
import type { Server } from "../server";
import type { Focus, View } from "../view";
import { isRecord, type Answer, type Question } from "../wire";
import { conversationIn, pathOf } from "./address";
import { calmly } from "./calm";
import { lineOf, mark, step } from "./lines";
import { column, isVisible, turnTo } from "./sides";
import type { WebWords } from "./texts";

const HOME = "/app/home";
const CONVERSATION = "/app/conversation";
const ACTIONS = "/app/actions/";
const SIGN_IN = "/app/sign-in";
/** Pages for the list's column; every other one stays where it was asked for. */
const LISTED: ReadonlySet<string> = new Set([
  "home", "search", "my-day", "board", "notices", "settings", "notice-settings", "policies", "policy", "webhooks",
  "availability", "team", "rules", "rule", "insights", "insights-team", "articles", "learning", "models",
  "ledger", "ledger-mailbox",
]);
/** Pages that news of a list concern; news of a conversation concern all that lies on it. */
const LISTS: ReadonlySet<string> = new Set(["home", "search", "my-day", "board", "notices"]);
const PLENTY = 20;
/** Between a finger leaving one field and reaching the next. */
const MOMENT = 300;

export interface Views {
  readonly list: View;
  readonly conversation: View;
}

export class Columns {
  /** The list changed. */
  readonly listNews = calmly(() => this.list.fresh.news((page) => LISTS.has(page), ""));
  private readonly list: Desk;
  private readonly right: Desk;
  /** What was typed in conversations that somebody turned away from. */
  private readonly aside = new Map<string, Kept>();
  private shown = "";
  /** Who else is there, in words. */
  private company = "";
  private shownNews: () => void = () => undefined;

  /** `watched` learns which conversation is shown. */
  constructor(
    private readonly views: Views,
    server: Server,
    private readonly words: WebWords,
    private readonly watched: (conversation: string) => void,
  ) {
    const here = { home: HOME, actions: ACTIONS, item: () => null, open, insert: async () => false };
    this.list = new Desk(views.list, server, { ...words, name: words.list }, this.listPlace(here));
    this.right = new Desk(views.conversation, server, { ...words, name: words.conversation }, this.rightPlace(here));
    views.list.on(this.list);
    views.conversation.on(this.right);
  }

  /** Show what the address names. */
  start(): void {
    addEventListener("popstate", () => this.arrive(conversationIn(location.pathname), "title"));
    addEventListener("beforeunload", (event) => {
      if (this.isTouched()) event.preventDefault();
    });
    for (const [where, desk] of [["list", this.list], ["conversation", this.right]] as const) {
      for (const kind of ["focusout", "pointerup"]) {
        column(where).addEventListener(kind, () => setTimeout(() => desk.fresh.settle(), MOMENT));
      }
    }
    this.list.clear();
    const page = document.documentElement.dataset["page"];
    void this.list.begin(this.list.questionTo(HOME), "leave").then(() => {
      if (page) this.list.press({ verb: "open", parameters: { page }, inputs: {} });
    });
    this.arrive(document.documentElement.dataset["conversation"] ?? "", "leave");
  }

  /** A conversation changed. */
  news(conversation: string): void {
    if (conversation === this.shown) this.shownNews();
  }

  /** Who else is at a conversation. */
  visited(conversation: string, text: string): void {
    if (conversation !== this.shown || text === this.company) return;
    if (this.isOnCard(this.company)) this.shownNews();
    this.company = text;
    this.tellCompany();
  }

  /** Anything may have changed. */
  anew(): void {
    this.listNews();
    if (this.shown) this.shownNews();
  }

  returned(): void {
    this.list.fresh.returned();
    this.right.fresh.returned();
  }

  /** The list instead of the conversation, where there is room for one. */
  toList(): void {
    if (isFromList(history.state)) history.back();
    else this.goTo("");
  }

  /** One step back by keyboard, unless that would lose what was typed. */
  back(): boolean {
    if (this.right.isTouched()) return false;
    const isInList = this.list.hasBeneath && Boolean(document.activeElement?.closest("#list"));
    if (isInList) this.list.back();
    else if (isVisible("conversation") && this.right.hasBeneath) this.right.back();
    else if (!isVisible("list")) this.toList();
    else return false;
    return true;
  }

  step(by: 1 | -1): boolean {
    return step(by, this.shown);
  }

  search(): boolean {
    if (!LISTS.has(this.list.page)) return false;
    turnTo("list");
    const field = column("list").querySelector<HTMLInputElement>(".card input[type=text]");
    field?.focus();
    return field !== null;
  }

  private listPlace(here: Omit<Place, "about" | "anew" | "signIn">): Place {
    return {
      ...here,
      about: () => "",
      anew: () => this.list.home(),
      signIn: (isTouched) => this.signIn(isTouched),
      takesPress: (pressed) => this.follows(pressed),
      takesAnswer: (answer) => answer.page === "conversation" && this.receive(answer),
      turned: (answer) => {
        mark(this.shown);
        if (answer?.stateChanged && this.shown) this.shownNews();
      },
    };
  }

  private rightPlace(here: Omit<Place, "about" | "anew" | "signIn">): Place {
    return {
      ...here,
      about: () => column("conversation").querySelector(".title")?.textContent ?? "",
      anew: () => this.begin("keep"),
      signIn: (isTouched) => this.signIn(isTouched),
      latest: () => this.questionOf(this.shown),
      takesAnswer: (answer, again) => LISTED.has(answer.page) && this.receiveList(answer, again),
      turned: (answer) => {
        this.turned();
        if (answer?.stateChanged) this.listNews();
      },
    };
  }

  /** A line of the list opens its conversation beside it. */
  private follows({ verb, parameters }: Pressed): boolean {
    const { page, conversation } = parameters;
    if (verb !== "open" || page !== "conversation" || typeof conversation !== "string") return false;
    this.goTo(conversation);
    return true;
  }

  private receive(answer: Answer): boolean {
    this.setAside();
    turnTo("conversation");
    this.right.receive(answer, this.questionOf(answer.conversation), "nothing");
    return true;
  }

  private receiveList(answer: Answer, again: Question | null): boolean {
    turnTo("list");
    this.list.receive(answer, again, answer.page === "home" ? "nothing" : "first");
    return true;
  }

  private goTo(conversation: string): void {
    this.remember(conversation);
    this.arrive(conversation, "title");
  }

  /** Show a conversation, as it was left if something was typed there; or none. */
  private arrive(conversation: string, focus: Focus): void {
    const before = this.shown;
    turnTo(conversation ? "conversation" : "list");
    if (conversation && conversation === before) {
      this.views.conversation.goToTitle();
      return;
    }
    this.setAside();
    this.shows(conversation);
    const kept = this.aside.get(conversation);
    this.aside.delete(conversation);
    if (kept) {
      this.right.takeUp(kept);
      this.views.conversation.say(this.words.kept);
    } else if (conversation) {
      this.begin(focus);
    } else {
      this.leave(before, focus);
    }
  }

  private begin(focus: Focus): void {
    this.right.clear();
    void this.right.begin(this.questionOf(this.shown), focus);
  }

  private leave(before: string, focus: Focus): void {
    this.right.clear();
    this.right.nothing(this.words.choose, this.words.chooseText);
    if (focus === "leave") return;
    const line = lineOf(before);
    if (line) line.focus({ preventScroll: true });
    else this.views.list.goToTitle();
  }

  /** The line in the list and the news follow what is shown. */
  private shows(conversation: string): void {
    if (conversation !== this.shown) {
      this.company = "";
      this.views.conversation.beside("");
      this.shownNews = calmly(() => {
        if (conversation === this.shown) this.right.fresh.news(() => true, this.words.changedBeneath);
      });
    }
    this.shown = conversation;
    mark(this.shown);
    this.watched(conversation);
  }

  /** A card may say itself who else is there, as of when it was drawn. */
  private tellCompany(): void {
    this.views.conversation.beside(this.isOnCard(this.company) ? "" : this.company);
  }

  private isOnCard(text: string): boolean {
    return text !== "" && (column("conversation").querySelector(".card")?.textContent?.includes(text) ?? false);
  }

  /** A card may lead to another conversation; then the address follows. */
  private turned(): void {
    this.tellCompany();
    const conversation = this.right.conversation;
    if (!conversation || conversation === this.shown) return;
    this.remember(conversation);
    this.shows(conversation);
  }

  private remember(conversation: string): void {
    const before = conversationIn(location.pathname);
    if (conversation !== before) history.pushState({ before }, "", pathOf(conversation));
  }

  private setAside(): void {
    const kept = this.right.kept();
    if (!kept || !this.shown) return;
    this.aside.set(this.shown, kept);
    const [oldest] = this.aside.keys();
    if (this.aside.size > PLENTY && oldest) this.aside.delete(oldest);
  }

  private isTouched(): boolean {
    return this.aside.size > 0 || this.right.isTouched();
  }

  private signIn(isTouched: boolean): { text: string; href: string; isNewTab: boolean } {
    const href = `${SIGN_IN}?next=${encodeURIComponent(location.pathname)}`;
    return { text: this.words.signIn, href, isNewTab: isTouched || this.isTouched() };
  }

  private questionOf(conversation: string): Question {
    return this.right.questionTo(CONVERSATION, { id: conversation });
  }
}

/** Whether the list is one step back. */
function isFromList(state: unknown): boolean {
  return isRecord(state) && state["before"] === "";
}
