// The web page: the same as in the pane, for phones, separately opened mailboxes and delivery reports.

import { wordsIn } from "../texts";
import { View } from "../view";
import { conversationIn } from "./address";
import { Columns } from "./columns";
import { explain, listen, show } from "./keys";
import { Live } from "./live";
import { serverOfSession } from "./server";
import { webWordsIn, type WebWords } from "./texts";

function start(): void {
  const locale = navigator.language || "en";
  const words = webWordsIn(locale);
  document.documentElement.lang = wordsIn(locale) === wordsIn("de") ? "de" : "en";
  name(words);
  const server = serverOfSession(() => locale);
  const columns = new Columns(viewsIn(words), server, words, (conversation) => live.watch(conversation));
  const live = new Live({
    list: () => columns.listNews(),
    conversation: (id) => columns.news(id),
    presence: (id, text) => columns.visited(id, text),
    live: (isLive) => say(isLive ? "" : words.lost),
    missed: () => columns.anew(),
    returned: () => columns.returned(),
  });
  columns.start();
  listen(columns);
  element("to-list").onclick = () => columns.toList();
  element("keys-button").onclick = show;
  element("sign-out").onclick = () => {
    server.signOut().then(
      () => location.assign("/app"),
      () => say(words.notSignedOut),
    );
  };
}

function viewsIn(words: WebWords): { list: View; conversation: View } {
  const titles = { list: "", conversation: "" };
  const tell = (): void => {
    const title = conversationIn(location.pathname) ? titles.conversation : titles.list;
    document.title = title ? `${title} – ${words.name}` : words.name;
  };
  const view = (side: "list" | "conversation"): View =>
    new View(element(side), { ...words, name: words[side] }, (title) => {
      titles[side] = title;
      tell();
    });
  return { list: view("list"), conversation: view("conversation") };
}

/** Put the words that stand on the page already into the reader's language. */
function name(words: WebWords): void {
  element("name").textContent = words.name;
  element("person").textContent = document.documentElement.dataset["name"] ?? "";
  element("skip").textContent = words.skip;
  element("sign-out").textContent = words.signOut;
  for (const [id, text] of [["to-list", words.toList], ["keys-button", words.keys]] as const) {
    element(id).setAttribute("aria-label", text);
    element(id).title = text;
  }
  explain(words);
}

function say(text: string): void {
  element("live").textContent = text;
}

function element(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

start();
