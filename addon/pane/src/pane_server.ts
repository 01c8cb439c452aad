// The pane's questions. Each carries the person's token; a refusal to believe it is answered with a fresh one.

import { NotSignedIn } from "./identity/dialog_token";
import type { Tokens } from "./identity/tokens";
import type { Token, Wish } from "./identity/token";
import { NoAnswer, post, read, type Server } from "./server";
import type { Question } from "./wire";

export function serverFor(tokens: Tokens, locale: () => string): Server {
  const asked = (question: Question, { secret }: Token): Promise<Response> =>
    post(question, { Authorization: `Bearer ${secret}` }, "omit", locale());

  return {
    async ask(question) {
      let response = await asked(question, await token(tokens, {}));
      if (response.status === 401) {
        response = await asked(question, await token(tokens, wishOf(response)));
      }
      return await read(response);
    },
  };
}

async function token(tokens: Tokens, wish: Wish): Promise<Token> {
  try {
    return await tokens.get(wish);
  } catch (error) {
    if (error instanceof NotSignedIn) throw new NoAnswer("signedOut");
    throw error;
  }
}

/** What a refused token lacked: the claims that the server names, as JSON or in base64, else just a newer one. */
function wishOf(response: Response): Wish {
  const named = /\bclaims="((?:[^"\\]|\\.)*)"/i.exec(response.headers.get("WWW-Authenticate") ?? "")?.[1];
  if (!named) return { fresh: true };
  const plain = named.replace(/\\(.)/g, "$1");
  if (plain.trimStart().startsWith("{")) return { claims: plain };
  try {
    return { claims: atob(plain.replace(/-/g, "+").replace(/_/g, "/")) };
  } catch {
    return { fresh: true }; // claims in a form that nobody can read
  }
}
