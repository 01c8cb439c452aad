// Asking our server. Every question carries the person's token; a refusal to believe it is answered with a fresh one.

import { NotSignedIn } from "./identity/dialog_token";
import type { Tokens } from "./identity/tokens";
import type { Token, Wish } from "./identity/token";
import { answerOf, isRecord, type Answer, type Question } from "./wire";

export type Kind = "signedOut" | "offline" | "failed" | "busy" | "refused";

/** What the pane can tell the person about a question that got no answer. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  constructor(
    readonly kind: Kind,
    readonly text = "",
  ) {
    super(kind);
  }
}

export interface Server {
  ask(question: Question): Promise<Answer>;
}

const PATIENCE = 30_000;

export function serverFor(tokens: Tokens, locale: () => string): Server {
  async function post(question: Question, token: Token): Promise<Response> {
    const { path, ...rest } = question;
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    try {
      return await fetch(path, {
        method: "POST",
        headers: { Authorization: `Bearer ${token.secret}`, "Content-Type": "application/json" },
        body: JSON.stringify({ locale: locale(), timeZone, ...rest }),
        credentials: "omit",
        redirect: "error",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      throw new NoAnswer("offline"); // no connection, or none in time
    }
  }

  return {
    async ask(question) {
      let response = await post(question, await token(tokens, {}));
      if (response.status === 401) {
        response = await post(question, await token(tokens, wishOf(response)));
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

async function read(response: Response): Promise<Answer> {
  let json: unknown = null;
  try {
    json = await response.json();
  } catch {
    // an error page, or an answer cut short: told below
  }
  const answer = answerOf(json);
  if (answer && response.status < 500 && response.status !== 401) return answer;
  const text = isRecord(json) && typeof json["error"] === "string" ? json["error"] : "";
  if (response.status === 401) throw new NoAnswer("signedOut");
  if (response.status === 403) throw new NoAnswer("refused", text);
  if (response.status === 429) throw new NoAnswer("busy", text);
  throw new NoAnswer("failed", response.status < 500 ? text : "");
}
