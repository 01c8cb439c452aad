// The task pane: it waits for Outlook, asks the server about the message beside it, and shows what comes of that.

import { tokensFor } from "./identity/tokens";
import { locale } from "./office";
import { PaneDesk } from "./pane_desk";
import { serverFor } from "./pane_server";
import { NoAnswer } from "./server";
import { settingsOf } from "./settings";
import { wordsIn, type Words } from "./texts";
import * as theme from "./theme";
import { troubleOf } from "./trouble";
import { View } from "./view";
import { watch } from "./watch";

async function start(): Promise<void> {
  import("./identity/msal").catch(() => undefined); // it is needed soon, and asked for again then
  if (typeof Office === "undefined") {
    const words = wordsIn(navigator.language);
    const view = viewIn(words);
    view.busy(false);
    view.trouble(troubleOf(new NoAnswer("offline"), words, null), () => location.reload(), "alone", "leave");
    return;
  }
  await Office.onReady();
  const isOutlook = Boolean(Office.context?.mailbox as Office.Mailbox | undefined);
  const words = wordsIn(isOutlook ? locale() : navigator.language);
  document.documentElement.lang = words === wordsIn("de") ? "de" : "en";
  const view = viewIn(words);
  if (!isOutlook) {
    view.busy(false);
    view.empty(words.name, words.outside);
    return;
  }
  theme.follow();
  const tokens = tokensFor(settingsOf(document), () => view.say(words.signInNeeded));
  const pane = new PaneDesk(view, serverFor(tokens, locale), words);
  view.on(pane.desk);
  watch((now) => pane.changed(now), () => pane.desk.fresh.returned());
}

function viewIn(words: Words): View {
  return new View(document.documentElement, words, (title) => {
    document.title = title || words.name;
  });
}

void start();
