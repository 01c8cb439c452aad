// The pile of cards on the pane and what is done to it. An answer that comes after somebody moved on is not shown.

import { draw, type Drawn, type Pressed } from "./card";
import { insert } from "./compose";
import { open } from "./links";
import { firstRecipient, type Beside } from "./office";
import { NoAnswer, type Server } from "./server";
import { after, sheetOf, type Sheet, type Stack } from "./stack";
import type { Words } from "./texts";
import type { Focus, View } from "./view";
import type { Answer, Item, Question } from "./wire";

const HOME = "/outlook/home";
const ACTIONS = "/outlook/actions/";
const OPENING = `${ACTIONS}open`;
/** Classic Outlook on Windows has no message for a moment whenever it goes to another. */
const GRACE = 700;
const OLD = 20_000;

/** What becomes of an answer. Presses say how they ended even when somebody moved on meanwhile. */
interface Errand {
  readonly question: Question;
  readonly take: (answer: Answer) => void;
  readonly isPress?: boolean;
  readonly keepsCard?: boolean;
}

export class Desk {
  private now: Beside | null = null;
  private stack: Stack = [];
  private drawn: Drawn | null = null;
  private drawnAt = 0;
  private turn = 0;

  constructor(
    private readonly view: View,
    private readonly server: Server,
    private readonly words: Words,
  ) {}

  /** Another message is beside the pane, or none. */
  changed(now: Beside | null): void {
    const mine = this.moveOn();
    this.now = now;
    this.stack = [];
    this.drawn = null;
    this.view.title("");
    this.view.hasBack(false);
    this.view.say("");
    this.view.beside(this.besideText());
    this.view.only("skeleton");
    this.view.busy(true);
    if (now) {
      void this.root("leave");
    } else {
      setTimeout(() => {
        if (mine === this.turn) this.nothing();
      }, GRACE);
    }
  }

  /** Somebody looks at the pane again: what it shows may be old by now, unless something was typed. */
  returned(): void {
    const top = this.stack.at(-1);
    if (!top?.again || this.view.isBusy() || this.drawn?.isTouched() || Date.now() - this.drawnAt < OLD) return;
    const mine = this.moveOn();
    this.server.ask(top.again).then(
      (answer) => {
        if (mine === this.turn && !this.drawn?.isTouched()) this.replaceTop(answer, top, "keep");
      },
      () => undefined, // nobody asked for it; the card stays as it is
    );
  }

  back(): void {
    if (this.stack.length < 2) return;
    const mine = this.moveOn();
    this.stack = this.stack.slice(0, -1);
    this.view.say("");
    this.view.busy(false);
    this.show("title");
    const top = this.stack.at(-1);
    if (top?.isStale && top.again && mine === this.turn) {
      void this.go({ question: top.again, keepsCard: true, take: (answer) => this.replaceTop(answer, top, "keep") });
    }
  }

  home(): void {
    const question = this.questionTo(HOME);
    const beneath = this.stack[0]?.again?.path === HOME ? [] : this.stack.slice(0, 1);
    void this.go({
      question,
      keepsCard: this.drawn !== null,
      take: (answer) => this.pile(after(beneath, { ...answer, navigate: "push" }, question), answer, "title"),
    });
  }

  refresh(): void {
    const top = this.stack.at(-1);
    if (!top?.again) {
      this.changed(this.now);
      return;
    }
    void this.go({
      question: top.again,
      keepsCard: true,
      take: (answer) => {
        this.replaceTop(answer, top, "keep");
        if (!answer.notice) this.view.say(this.words.updated);
      },
    });
  }

  private async root(focus: Focus): Promise<void> {
    const { now } = this;
    if (!now) return;
    const mine = this.turn;
    const isCompose = now.surface === "compose";
    const to = isCompose ? await firstRecipient() : "";
    if (mine !== this.turn) return;
    const question = this.questionTo(isCompose ? "/outlook/compose" : "/outlook/message", to ? { to } : {});
    await this.go({
      question,
      take: (answer) => {
        if (answer.card) this.pile(after([], { ...answer, navigate: "push" }, question), answer, focus);
        else this.view.empty(answer.title || this.words.name, answer.notice);
      },
    });
  }

  private press(pressed: Pressed): void {
    if (this.view.isBusy()) return;
    const question = this.questionOf(pressed);
    const again = question.path === OPENING ? question : null;
    void this.go({
      question,
      isPress: true,
      keepsCard: true,
      take: (answer) => {
        const focus = answer.navigate === "update" || answer.navigate === "none" ? "keep" : "title";
        this.pile(after(this.stack, answer, again), answer, focus);
        if (answer.draft) void this.insert(answer);
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
    const about = this.now?.subject ?? "";
    this.view.say("");
    this.view.busy(true);
    try {
      const answer = await this.server.ask(errand.question);
      if (mine === this.turn) {
        this.view.busy(false);
        errand.take(answer);
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

  private trouble(error: unknown, errand: Errand): void {
    const { words } = this;
    const kind = error instanceof NoAnswer ? error.kind : "failed";
    const told = error instanceof NoAnswer ? error.text : "";
    const title = { signedOut: words.signedOut, offline: words.offline }[kind as string] ?? words.failed;
    const text = {
      signedOut: words.signInFailed,
      offline: words.offlineText,
      failed: told || words.failedText,
      busy: told || words.busy,
      refused: told || words.refused,
    }[kind];
    const button = kind === "signedOut" ? words.signIn : words.retry;
    const keepsCard = errand.keepsCard === true && this.drawn !== null;
    this.view.trouble(title, text, button, () => void this.retry(errand, keepsCard), keepsCard);
  }

  private async retry(errand: Errand, keepsCard: boolean): Promise<void> {
    this.view.only(keepsCard ? "card" : "skeleton");
    await this.go(errand);
  }

  private replaceTop(answer: Answer, top: Sheet, focus: Focus): void {
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
  }

  private show(focus: Focus): void {
    const top = this.stack.at(-1);
    if (!top) return;
    this.drawn = draw(top, {
      press: (pressed) => this.press(pressed),
      complete: (pressed) => this.complete(pressed),
      open: (url) => this.open(url),
    });
    this.drawnAt = Date.now();
    this.view.title(top.title);
    this.view.hasBack(this.stack.length > 1);
    this.view.draw(this.drawn, focus);
  }

  private open(url: string): void {
    if (!open(url)) this.view.say(this.words.blocked);
  }

  private async insert(answer: Answer): Promise<void> {
    if (!answer.draft) return;
    const mine = this.turn;
    const isIn = await insert(answer.draft);
    if (mine !== this.turn) return;
    if (!isIn) this.view.say(this.words.notInserted);
    else if (!answer.notice) this.view.say(this.words.inserted);
  }

  private nothing(): void {
    this.view.busy(false);
    this.view.empty(this.words.nothing, this.words.nothingText);
  }

  private questionTo(path: string, parameters: Question["parameters"] = {}): Question {
    return { path, item: this.item(), parameters, inputs: {} };
  }

  private questionOf(pressed: Pressed): Question {
    const { verb, parameters, inputs } = pressed;
    return { path: ACTIONS + encodeURIComponent(verb), item: this.item(), parameters, inputs };
  }

  private item(): Item | null {
    return this.now?.item ?? null;
  }

  private besideText(): string {
    if (!this.now) return "";
    if (this.now.surface === "compose") return this.words.besideNew;
    return this.now.subject ? this.words.beside.replace("%s", () => this.now?.subject ?? "") : "";
  }

  private about(subject: string, text: string): string {
    return subject ? this.words.about.replace("%s", () => subject).replace("%t", () => text) : text;
  }

  private moveOn(): number {
    this.turn += 1;
    return this.turn;
  }
}
