// Asking our server, and why there may be no answer.

import { answerOf, isRecord, type Answer, type Question } from "./wire";

export type Kind = "signedOut" | "offline" | "failed" | "busy" | "refused";

/** What the person can be told about a question that got no answer. */
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
  /** Unattended is what a page asks by itself, because something changed. */
  ask(question: Question, isUnattended?: boolean): Promise<Answer>;
}

const PATIENCE = 30_000;

/** Ask once, by this proof of who asks. */
export async function post(
  question: Question,
  proof: Readonly<Record<string, string>>,
  credentials: RequestCredentials,
  locale: string,
): Promise<Response> {
  const { path, ...rest } = question;
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return await fetch(path, {
      method: "POST",
      headers: { ...proof, "Content-Type": "application/json" },
      body: JSON.stringify({ locale, timeZone, ...rest }),
      credentials,
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new NoAnswer("offline"); // no connection, or none in time
  }
}

/** What an answer says, or why it is none. */
export async function read(response: Response): Promise<Answer> {
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
