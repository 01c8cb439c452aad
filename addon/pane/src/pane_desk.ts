// The pane's one pile of cards: it is about the message beside the pane, and starts anew with every other message.

import { insert } from "./compose";
import { Desk } from "./desk";
import { openFromOutlook } from "./links";
import { firstRecipient, type Beside } from "./office";
import type { Place } from "./place";
import type { Server } from "./server";
import type { Words } from "./texts";
import type { View } from "./view";

/** Classic Outlook on Windows has no message for a moment whenever it goes to another. */
const GRACE = 700;
/** Mail that has just come is known to the server within seconds. */
const SOON = 5_000;
const UNKNOWN = "not-tracked";

export class PaneDesk {
  private now: Beside | null = null;
  readonly desk: Desk;

  constructor(
    private readonly view: View,
    server: Server,
    private readonly words: Words,
  ) {
    this.desk = new Desk(view, server, words, this.place());
  }

  /** Another message is beside the pane, or none. */
  changed(now: Beside | null): void {
    this.now = now;
    const mine = this.desk.clear();
    this.view.beside(this.besideText());
    if (now) {
      void this.root(now, mine);
    } else {
      setTimeout(() => {
        if (this.desk.isStill(mine)) this.desk.nothing(this.words.nothing, this.words.nothingText);
      }, GRACE);
    }
  }

  private async root(now: Beside, mine: number): Promise<void> {
    const isCompose = now.surface === "compose";
    const to = isCompose ? await firstRecipient() : "";
    if (!this.desk.isStill(mine)) return;
    const path = isCompose ? "/outlook/compose" : "/outlook/message";
    await this.desk.begin(this.desk.questionTo(path, to ? { to } : {}), "leave");
    if (!isCompose && this.desk.page === UNKNOWN) setTimeout(() => this.lookOnceMore(now), SOON);
  }

  /** Unless somebody is about to track the mail. */
  private lookOnceMore(now: Beside): void {
    if (this.now !== now || this.desk.page !== UNKNOWN || this.desk.isTouched()) return;
    this.desk.fresh.news((page) => page === UNKNOWN, "");
  }

  private place(): Place {
    return {
      home: "/outlook/home",
      actions: "/outlook/actions/",
      item: () => this.now?.item ?? null,
      about: () => this.now?.subject ?? "",
      open: openFromOutlook,
      insert,
      anew: () => this.changed(this.now),
      signIn: () => null,
    };
  }

  private besideText(): string {
    if (!this.now) return "";
    if (this.now.surface === "compose") return this.words.besideNew;
    return this.now.subject ? this.words.beside.replace("%s", () => this.now?.subject ?? "") : "";
  }
}
