// What a person reads when a question got no answer.

import { NoAnswer } from "./server";
import type { Words } from "./texts";

/** A way out of trouble that leads to another page. */
export interface Way {
  readonly text: string;
  readonly href: string;
  readonly isNewTab: boolean;
}

export interface Told {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly way: Way | null;
}

/** `way` is where to sign in, on pages where that is another one. */
export function troubleOf(error: unknown, words: Words, way: Way | null): Told {
  const kind = error instanceof NoAnswer ? error.kind : "failed";
  const told = error instanceof NoAnswer ? error.text : "";
  const title = { signedOut: words.signedOut, offline: words.offline }[kind as string] ?? words.failed;
  const text = {
    signedOut: told || words.signInFailed,
    offline: words.offlineText,
    failed: told || words.failedText,
    busy: told || words.busy,
    refused: told || words.refused,
  }[kind];
  return { title, text, button: kind === "signedOut" && !way ? words.signIn : words.retry, way };
}
