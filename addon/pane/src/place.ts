// What a pile of cards needs of the page it lies on, and what it asks for.

import type { Pressed } from "./card";
import type { Way } from "./trouble";
import type { Answer, Draft, Item, Question } from "./wire";

/** Where a desk stands: its doors at the server, and what it cannot do by itself. */
export interface Place {
  readonly home: string;
  readonly actions: string;
  /** The mail that is beside it, if any. */
  item(): Item | null;
  /** What somebody was about, for words that come after they moved on. */
  about(): string;
  open(url: string): boolean;
  insert(draft: Draft): Promise<boolean>;
  /** Draw anew what can only be asked for from outside. */
  anew(): void;
  /** Where to sign in; null where signing in is done on the way. */
  signIn(isTouched: boolean): Way | null;
  /** What to ask for the newest version of what is worked on. */
  latest?(): Question;
  /** Whether a press is followed elsewhere. */
  takesPress?(pressed: Pressed): boolean;
  /** Whether an answer is shown elsewhere. */
  takesAnswer?(answer: Answer, again: Question | null): boolean;
  /** Another card came to lie on top, or something was changed. */
  turned?(answer: Answer | null): void;
}

/** What becomes of an answer. A press says how it ended even when somebody moved on meanwhile. */
export interface Errand {
  readonly question: Question;
  readonly take: (answer: Answer) => void;
  readonly isPress?: boolean;
  readonly keepsCard?: boolean;
  /** Whether nobody waits for it. */
  readonly isUnasked?: boolean;
}
