// What goes over the wire between a page of ours and the server. Answers are read with care: a newer server may say more.

export interface Item {
  readonly internetMessageId: string | null;
  readonly itemId: string | null;
  readonly conversationId: string | null;
}

export interface Question {
  readonly path: string;
  readonly item: Item | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, string>>;
}

export type Move = "push" | "update" | "home" | "pop" | "none";

export interface Draft {
  readonly text: string;
  readonly subject: string;
}

export type CardJson = Readonly<Record<string, unknown>>;

/** What helps to fill in a field: texts to choose from, and what to ask for more of them as one types. */
export interface Help {
  readonly suggestions: readonly string[];
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** By the id of a field. */
export type Helps = Readonly<Record<string, Help>>;

export interface Answer {
  readonly navigate: Move;
  /** The name of the page that the card shows. */
  readonly page: string;
  /** The number of the conversation that the card is about; empty when it is about none. */
  readonly conversation: string;
  /** As of which version of it the card was drawn. */
  readonly version: string;
  readonly card: CardJson | null;
  readonly title: string;
  readonly notice: string;
  readonly stateChanged: boolean;
  readonly draft: Draft | null;
  readonly helps: Helps;
  readonly completions: readonly string[];
  /** How the card is drawn anew: null when it cannot be, undefined when as it was asked for. */
  readonly again: Again | null | undefined;
  /** Whether the card says more in a moment. */
  readonly waits: boolean;
}

/** What is pressed to draw a card anew. */
export interface Again {
  readonly verb: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const MOVES: readonly unknown[] = ["push", "update", "home", "pop", "none"];

/** An answer, or null when it is none. */
export function answerOf(json: unknown): Answer | null {
  if (!isRecord(json) || !("navigate" in json || "card" in json || "notice" in json || "completions" in json)) return null;
  return {
    navigate: MOVES.includes(json["navigate"]) ? (json["navigate"] as Move) : json["card"] ? "update" : "none",
    page: text(json["page"]),
    conversation: text(json["conversation"]),
    version: text(json["version"]),
    card: isRecord(json["card"]) ? json["card"] : null,
    title: text(json["title"]),
    notice: text(json["notice"]),
    stateChanged: json["stateChanged"] === true,
    draft: draftOf(json["draft"]),
    helps: helpsOf(json["helps"]),
    completions: textsOf(json["completions"]),
    again: isRecord(json["again"]) ? againOf(json["again"]) : undefined,
    waits: json["waits"] === true,
  };
}

function draftOf(json: unknown): Draft | null {
  return isRecord(json) && typeof json["text"] === "string"
    ? { text: json["text"], subject: text(json["subject"]) }
    : null;
}

function againOf(said: Record<string, unknown>): Again | null {
  const verb = text(said["verb"]);
  return verb ? { verb, parameters: isRecord(said["data"]) ? said["data"] : {} } : null;
}

function helpsOf(json: unknown): Helps {
  const fields = isRecord(json) ? Object.entries(json) : [];
  return Object.fromEntries(fields.flatMap(([id, said]) => (isRecord(said) ? [[id, helpOf(said)]] : [])));
}

function helpOf(said: Record<string, unknown>): Help {
  return {
    suggestions: textsOf(said["suggestions"]),
    verb: text(said["verb"]),
    data: isRecord(said["data"]) ? said["data"] : {},
  };
}

function textsOf(json: unknown): string[] {
  return Array.isArray(json) ? json.filter((each): each is string => typeof each === "string") : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
