// Where every call gets its token: one sign-in at a time, however many calls wait for it.

import type { Settings } from "../settings";
import { dialogToken } from "./dialog_token";
import { nestedToken } from "./nested";
import { isValid, type Token, type Wish } from "./token";

export interface Tokens {
  get(wish?: Wish): Promise<Token>;
}

export function tokensFor(settings: Settings, onWindow: () => void): Tokens {
  let held: Token | null = null;
  let underWay: Promise<Token> | null = null;

  async function acquire(wish: Wish): Promise<Token> {
    try {
      return await nestedToken(settings, wish);
    } catch {
      // Whatever went wrong with the bridge, the window still works.
      onWindow();
      return await dialogToken(wish);
    }
  }

  return {
    async get(wish = {}) {
      const isPlain = wish.claims === undefined && wish.fresh !== true;
      if (isPlain && isValid(held, Date.now())) return held;
      underWay ??= acquire(wish).finally(() => {
        underWay = null;
      });
      held = await underWay;
      return held;
    },
  };
}
