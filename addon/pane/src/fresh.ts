// Cards that may be old: they are drawn anew when somebody looks again and when news comes, but never while somebody types
// or chooses on them.

import type { Errand, Place } from "./place";
import { NoAnswer, type Server } from "./server";
import type { Sheet } from "./stack";
import type { Words } from "./texts";
import type { Focus, View } from "./view";
import type { Answer, Question } from "./wire";

const OLD = 20_000;
/** Between two looks at a card that says more in a moment, and how often somebody looks by themselves. */
const PAUSES = [700, 1_000, 1_500, 2_000, 3_000] as const;
const LOOKS = 60;

/** The pile that is kept fresh. */
export interface Pile {
  readonly top: Sheet | undefined;
  readonly hasBeneath: boolean;
  readonly drawnAt: number;
  isTouched(): boolean;
  isStill(turn: number): boolean;
  moveOn(): number;
  outdate(concerns: (page: string) => boolean): void;
  replaceTop(answer: Answer, top: Sheet, focus: Focus): void;
  refresh(): void;
  back(): void;
  trouble(error: unknown, errand: Errand): void;
}

export class Fresh {
  /** The page that news came for since it was last asked for. */
  private due: string | null = null;
  /** What is said when what lies beneath a form changed; empty where nobody needs to know. */
  private beneath = "";
  private looks = 0;
  private looking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly view: View,
    private readonly server: Server,
    private readonly words: Words,
    private readonly place: Place,
    private readonly pile: Pile,
  ) {}

  /** Another card lies on top. One that says more in a moment is asked for again until it does. */
  laid(): void {
    clearTimeout(this.looking);
    const { top } = this.pile;
    if (!top?.waits) this.looks = 0;
    else if (this.looks < LOOKS) this.looking = setTimeout(() => this.look(top), PAUSES[this.looks] ?? PAUSES[4]);
  }

  private look(top: Sheet): void {
    if (this.pile.top !== top) return;
    if (document.visibilityState === "visible") {
      this.looks += 1;
      this.due = top.page;
      this.settle();
    }
    this.laid(); // for when no answer comes
  }

  /** What is shown is being asked for by somebody. */
  forget(): void {
    this.due = null;
  }

  /** Somebody looks at the page again: what it shows may be old by now, unless something was typed. */
  returned(): void {
    const { top } = this.pile;
    if (!top?.again || this.view.isBusy() || this.isInUse() || Date.now() - this.pile.drawnAt < OLD) return;
    this.ask(top, top.again, false);
  }

  /**
   * Something changed elsewhere. The cards that `concerns` names are drawn anew, the one on top as soon as nobody is at it.
   * `beneath` is said to who types into a form that lies on one.
   */
  news(concerns: (page: string) => boolean, beneath: string): void {
    this.pile.outdate(concerns);
    const { top } = this.pile;
    if (!top || !concerns(top.page)) return;
    this.due = top.page;
    this.beneath = beneath;
    this.settle();
  }

  /** Draw anew what is due, if nobody is at it; what was typed stays until somebody says otherwise. */
  settle(): void {
    const { top } = this.pile;
    if (!top || top.page !== this.due || this.view.isBusy()) return;
    if (this.pile.isTouched()) void this.compare(top);
    else if (top.again && !this.view.isInUse()) this.ask(top, top.again, true);
  }

  private ask(top: Sheet, question: Question, isUnattended: boolean): void {
    const mine = this.pile.moveOn();
    this.due = null;
    const take = (answer: Answer): void => {
      if (!this.isInUse()) {
        this.pile.replaceTop(answer, top, "keep");
        if (top.waits && !answer.waits) this.view.say(this.words.updated);
      } else {
        this.due = top.page;
        this.settle();
      }
    };
    this.server.ask(question, isUnattended).then(
      (answer) => {
        if (this.pile.isStill(mine)) take(answer);
      },
      (error: unknown) => {
        // Nobody asked for it, and the card stays as it is; but who is signed out should know before they type.
        const isSignedOut = error instanceof NoAnswer && error.kind === "signedOut" && this.place.signIn(false) !== null;
        if (isSignedOut && this.pile.isStill(mine)) this.pile.trouble(error, { question, take, keepsCard: true, isUnasked: true });
      },
    );
  }

  /** Tell who types that it changed, unless the news was of what this form was drawn from already. */
  private async compare(top: Sheet): Promise<void> {
    this.due = null;
    const latest = top.version ? this.place.latest?.() : undefined;
    try {
      if (latest && (await this.server.ask(latest, true)).version === top.version) return;
    } catch {
      return; // nobody asked for it, and the server refuses what is typed into an old form
    }
    if (this.pile.top === top) this.tell();
  }

  private tell(): void {
    if (this.beneath && this.pile.hasBeneath) this.view.news(this.beneath, this.words.back, () => this.pile.back());
    else this.view.news(this.words.changed, this.words.show, () => this.pile.refresh());
  }

  private isInUse(): boolean {
    return this.pile.isTouched() || this.view.isInUse();
  }
}
