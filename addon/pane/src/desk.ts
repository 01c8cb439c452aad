// The pile of cards in a column and what is done to it. An answer that comes after somebody moved on is not shown.

import { draw, type Drawn, type Pressed } from "./card";
import { Fresh, type Pile } from "./fresh";
import type { Errand, Place } from "./place";
import { NoAnswer, type Server } from "./server";
import { after, outdated, sheetOf, type Sheet, type Stack } from "./stack";
import type { Words } from "./texts";
import { troubleOf } from "./trouble";
import type { Focus, View } from "./view";
import type { Answer, Draft, Question } from "./wire";

/** What only looks, and so can be asked again to draw the same anew. */
const LOOKING: readonly string[] = ["open", "search"];

/** A pile with something typed on it, for when somebody comes back to it. */
export interface Kept {
  readonly stack: Stack;
  readonly drawn: Drawn;
}

export class Desk implements Pile {
  private stack: Stack = [];
  private drawn: Drawn | null = null;
  drawnAt = 0;
  private turn = 0;
  /** What is done about cards that may be old. */
  readonly fresh: Fresh;

  constructor(
    private readonly view: View,
    private readonly server: Server,
    private readonly words: Words,
    private readonly place: Place,
  ) {
    this.fresh = new Fresh(view, server, words, place, this);
  }

  /** Lay nothing here while something is asked for. What is on its way is not waited for any more. */
  clear(): number {
    const mine = this.moveOn();
    this.stack = [];
    this.drawn = null;
    this.fresh.forget();
    this.view.title("");
    this.view.hasBack(false);
    this.view.say("");
    this.view.news("");
    this.view.only("skeleton");
    this.view.busy(true);
    return mine;
  }

  isStill(turn: number): boolean {
    return turn === this.turn;
  }

  /** Nothing is to be shown. */
  nothing(title: string, text: string): void {
    this.view.busy(false);
    this.view.empty(title, text);
  }

  /** Lay down the first card. */
  async begin(question: Question, focus: Focus): Promise<void> {
    await this.go({
      question,
      take: (answer) => {
        if (answer.card) this.pile(after([], { ...answer, navigate: "push" }, question), answer, focus);
        else this.view.empty(answer.title || this.words.name, answer.notice);
      },
    });
  }

  /** Lay down an answer that was asked for elsewhere. */
  receive(answer: Answer, again: Question | null, beneath: "nothing" | "first"): void {
    this.moveOn();
    this.view.busy(false);
    const stack = beneath === "first" ? this.stack.slice(0, 1) : [];
    this.pile(after(stack, { ...answer, navigate: "push" }, again), answer, "title");
  }

  /** The number of the conversation that is worked on here; empty when there is none. */
  get conversation(): string {
    return [...this.stack].reverse().find((sheet) => sheet.conversation !== "")?.conversation ?? "";
  }

  /** The name of the page on top; empty when there is none. */
  get page(): string {
    return this.top?.page ?? "";
  }

  get top(): Sheet | undefined {
    return this.stack.at(-1);
  }

  get hasBeneath(): boolean {
    return this.stack.length > 1;
  }

  isTouched(): boolean {
    return this.drawn?.isTouched() ?? false;
  }

  /** The pile, if something was typed on it. */
  kept(): Kept | null {
    return this.drawn?.isTouched() ? { stack: this.stack, drawn: this.drawn } : null;
  }

  /** Lay a pile down again as it was left. */
  takeUp({ stack, drawn }: Kept): void {
    this.moveOn();
    this.view.busy(false);
    this.stack = stack;
    this.lay(drawn, "title");
    this.place.turned?.(null);
  }

  back(): void {
    if (this.stack.length < 2) return;
    const mine = this.moveOn();
    this.stack = this.stack.slice(0, -1);
    this.view.say("");
    this.view.busy(false);
    this.show("title");
    this.place.turned?.(null);
    const { top } = this;
    if (top?.isStale && top.again && mine === this.turn) {
      void this.go({ question: top.again, keepsCard: true, take: (answer) => this.replaceTop(answer, top, "keep") });
    }
  }

  home(): void {
    const question = this.questionTo(this.place.home);
    const beneath = this.stack[0]?.again?.path === this.place.home ? [] : this.stack.slice(0, 1);
    void this.go({
      question,
      keepsCard: this.drawn !== null,
      take: (answer) => this.pile(after(beneath, { ...answer, navigate: "push" }, question), answer, "title"),
    });
  }

  refresh(): void {
    const { top } = this;
    if (!top?.again) {
      this.place.anew();
      return;
    }
    this.fresh.forget();
    void this.go({
      question: top.again,
      keepsCard: true,
      take: (answer) => {
        this.replaceTop(answer, top, "keep");
        if (!answer.notice) this.view.say(this.words.updated);
      },
    });
  }

  questionTo(path: string, parameters: Question["parameters"] = {}): Question {
    return { path, item: this.place.item(), parameters, inputs: {} };
  }

  /** What changed elsewhere is to be asked for anew once somebody comes back to it. */
  outdate(concerns: (page: string) => boolean): void {
    this.stack = this.stack.map((sheet) => (concerns(sheet.page) ? outdated(sheet) : sheet));
  }

  press(pressed: Pressed): void {
    if (this.place.takesPress?.(pressed) || this.view.isBusy()) return;
    const question = this.questionOf(pressed);
    const asked = LOOKING.includes(pressed.verb) ? question : null;
    void this.go({
      question,
      isPress: true,
      keepsCard: true,
      take: (answer) => {
        const again = answer.again ? this.questionOf({ ...answer.again, inputs: {} }) : asked;
        if (answer.card && this.place.takesAnswer?.(answer, again)) return;
        const focus = answer.navigate === "update" || answer.navigate === "none" ? "keep" : "title";
        this.pile(after(this.stack, answer, again), answer, focus);
        if (answer.draft) void this.insert(answer.draft, answer.notice);
      },
    });
  }

  /** What a field may be completed to. Nobody waits for it, so trouble with it is none. */
  private async complete(pressed: Pressed): Promise<readonly string[]> {
    try {
      return (await this.server.ask(this.questionOf(pressed))).completions;
    } catch {
      return []; // one types on without help
    }
  }

  private async go(errand: Errand): Promise<void> {
    const mine = this.moveOn();
    const about = this.place.about();
    this.view.say("");
    this.view.busy(true);
    try {
      const answer = await this.server.ask(errand.question);
      if (mine === this.turn) {
        this.view.busy(false);
        errand.take(answer);
        this.fresh.settle();
      } else if (errand.isPress && answer.notice) {
        this.view.say(this.about(about, answer.notice));
      }
    } catch (error) {
      if (mine === this.turn) {
        this.view.busy(false);
        this.trouble(error, errand);
      } else if (errand.isPress) {
        this.view.say(this.about(about, this.words.failed));
      }
    }
  }

  trouble(error: unknown, errand: Errand): void {
    const way = error instanceof NoAnswer && error.kind === "signedOut" ? this.place.signIn(this.isTouched()) : null;
    const keepsCard = errand.keepsCard === true && this.drawn !== null;
    const focus = keepsCard && !errand.isUnasked ? "title" : "leave";
    const retry = (): void => void this.retry(errand, keepsCard);
    this.view.trouble(troubleOf(error, this.words, way), retry, keepsCard ? "above" : "alone", focus);
  }

  private async retry(errand: Errand, keepsCard: boolean): Promise<void> {
    this.view.only(keepsCard ? "card" : "skeleton");
    await this.go(errand);
  }

  replaceTop(answer: Answer, top: Sheet, focus: Focus): void {
    if (!answer.card) {
      this.view.say(answer.notice);
      return;
    }
    this.pile([...this.stack.slice(0, -1), sheetOf(answer, answer.card, top.again)], answer, focus);
  }

  /** Lay the cards down as they are now. A card that stays as it was is not drawn anew: what was typed stays. */
  private pile(stack: Stack, answer: Answer, focus: Focus): void {
    const isSame = this.drawn !== null && stack.at(-1)?.card === this.stack.at(-1)?.card;
    this.stack = stack;
    if (isSame) this.view.only("card");
    else this.show(focus);
    if (answer.notice) this.view.say(answer.notice);
    this.place.turned?.(answer);
  }

  private show(focus: Focus): void {
    const { top } = this;
    if (!top) return;
    const hand = {
      press: (pressed: Pressed) => this.press(pressed),
      complete: (pressed: Pressed) => this.complete(pressed),
      open: (url: string) => {
        if (!this.place.open(url)) this.view.say(this.words.blocked);
      },
    };
    this.drawnAt = Date.now();
    this.lay(draw(top, hand, this.view.headingLevel), focus);
  }

  private lay(drawn: Drawn, focus: Focus): void {
    this.drawn = drawn;
    this.view.title(this.top?.title ?? "");
    this.view.hasBack(this.stack.length > 1);
    this.view.draw(drawn, focus);
    this.fresh.laid();
  }

  private async insert(draft: Draft, notice: string): Promise<void> {
    const mine = this.turn;
    const isIn = await this.place.insert(draft);
    if (mine !== this.turn) return;
    if (!isIn) this.view.say(this.words.notInserted);
    else if (!notice) this.view.say(this.words.inserted);
  }

  private questionOf(pressed: Pressed): Question {
    const { verb, parameters, inputs } = pressed;
    return { ...this.questionTo(this.place.actions + encodeURIComponent(verb), parameters), inputs };
  }

  private about(subject: string, text: string): string {
    return subject ? this.words.about.replace("%s", () => subject).replace("%t", () => text) : text;
  }

  moveOn(): number {
    this.turn += 1;
    return this.turn;
  }
}
