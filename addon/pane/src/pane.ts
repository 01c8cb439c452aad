// The task pane: it waits for Outlook, asks the server about the message beside it, and shows what comes of that.

import { Desk } from "./desk";
import { tokensFor } from "./identity/tokens";
import { locale } from "./office";
import { serverFor } from "./server";
import { settingsOf } from "./settings";
import { wordsIn } from "./texts";
import * as theme from "./theme";
import { View } from "./view";
import { watch } from "./watch";

async function start(): Promise<void> {
  import("./identity/msal").catch(() => undefined); // it is needed soon, and asked for again then
  await Office.onReady();
  const isOutlook = Boolean(Office.context?.mailbox as Office.Mailbox | undefined);
  const words = wordsIn(isOutlook ? locale() : navigator.language);
  document.documentElement.lang = words === wordsIn("de") ? "de" : "en";
  const view = new View(words);
  if (!isOutlook) {
    view.busy(false);
    view.empty(words.name, words.outside);
    return;
  }
  theme.follow();
  const tokens = tokensFor(settingsOf(document), () => view.say(words.signInNeeded));
  const desk = new Desk(view, serverFor(tokens, locale), words);
  view.on(desk);
  watch((now) => desk.changed(now), () => desk.returned());
}

void start();
