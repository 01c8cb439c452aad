// News as it happens: the server says that something changed, never what; the page then asks as for everything else.

import { isRecord } from "../wire";

const DOOR = "/app/live";
/** Conversations that are only leafed through need no connection of their own. */
const SETTLED = 250;
/** A connection that is back this soon was not missed by anybody; a busy server has pages ask every few seconds. */
const SHORT = 8_000;
const AGAIN = 20_000;
/** A page that nobody looks at for so long waits for no news. */
const UNSEEN = 60_000;

export interface Hearer {
  list(): void;
  conversation(id: string): void;
  presence(id: string, text: string): void;
  /** Whether news arrives. */
  live(isLive: boolean): void;
  /** News may have been missed. */
  missed(): void;
  /** Somebody looks again, and nothing was missed. */
  returned(): void;
}

export class Live {
  private source: EventSource | null = null;
  private conversation: string | null = null;
  private isBroken = false;
  /** Whether the next connection is another one, which does not know where the last one left off. */
  private isBehind = false;
  private readonly timers: Record<string, ReturnType<typeof setTimeout>> = {};

  constructor(private readonly hearer: Hearer) {
    document.addEventListener("visibilitychange", () => this.looked(document.visibilityState === "visible"));
    addEventListener("pagehide", () => this.source?.close());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.again();
    });
  }

  /** Which conversation is shown; empty for none. */
  watch(conversation: string): void {
    if (this.conversation === conversation) return;
    this.conversation = conversation;
    this.in("connect", SETTLED, () => this.connect());
  }

  private connect(): void {
    clearTimeout(this.timers["connect"]);
    this.source?.close();
    const about = this.conversation ? `?conversation=${encodeURIComponent(this.conversation)}` : "";
    const source = new EventSource(DOOR + about);
    this.source = source;
    source.onopen = () => this.opened();
    source.onerror = () => this.broke(source);
    source.addEventListener("list", () => this.hearer.list());
    source.addEventListener("conversation", (event) => this.hearer.conversation(fields(event).id));
    source.addEventListener("presence", (event) => this.hearer.presence(fields(event).id, fields(event).text));
  }

  private opened(): void {
    clearTimeout(this.timers["lost"]);
    this.isBroken = false;
    this.hearer.live(true);
    if (this.isBehind) this.hearer.missed();
    this.isBehind = false;
  }

  /** The browser connects again by itself and is told what it missed, unless the server refused. */
  private broke(source: EventSource): void {
    if (source !== this.source) return;
    if (!this.isBroken) this.in("lost", SHORT, () => this.hearer.live(false));
    this.isBroken = true;
    if (source.readyState !== EventSource.CLOSED) return;
    this.isBehind = true;
    this.in("connect", AGAIN, () => this.connect());
    this.hearer.missed(); // asking tells why: most likely the sign-in ended
  }

  private looked(isSeen: boolean): void {
    if (!isSeen) {
      this.in("unseen", UNSEEN, () => this.source?.close());
      return;
    }
    clearTimeout(this.timers["unseen"]);
    if (this.source?.readyState === EventSource.CLOSED) this.again();
    else this.hearer.returned();
  }

  private again(): void {
    this.isBehind = true;
    this.connect();
  }

  private in(name: string, time: number, then: () => void): void {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(then, time);
  }
}

function fields(event: MessageEvent): { readonly id: string; readonly text: string } {
  let said: unknown = null;
  try {
    said = JSON.parse(String(event.data));
  } catch {
    // a newer server may say it otherwise: then it is about no conversation that is shown
  }
  const { id, text } = isRecord(said) ? said : { id: "", text: "" };
  return { id: String(id ?? ""), text: typeof text === "string" ? text : "" };
}
