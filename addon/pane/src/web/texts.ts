// What the web page says by itself, beside what the pane says too.

import { wordsIn, type Words } from "../texts";

const ENGLISH = {
  signInFailed: "Your sign-in has ended. What you typed stays on this page until you have signed in again.",
  list: "Conversations",
  conversation: "Conversation",
  skip: "Skip to the conversation",
  toList: "To the list",
  signOut: "Sign out",
  choose: "Choose a conversation",
  chooseText: "It then opens here.",
  changedBeneath: "This conversation changed in the meantime. Going back drops what you typed here.",
  kept: "What you had typed is still here.",
  lost: "News does not arrive by itself just now. Refresh shows what is new.",
  notSignedOut: "You are still signed in, for signing out did not work. Please try again.",
  keys: "Keys",
  keyNext: "Next conversation in the list",
  keyPrevious: "Previous conversation in the list",
  keyOpen: "Open it",
  keySearch: "Search",
  keyBack: "Back",
  keyKeys: "Show these keys",
  done: "Close",
};

export type WebWords = Words & typeof ENGLISH;

const GERMAN: typeof ENGLISH = {
  signInFailed: "Ihre Anmeldung ist abgelaufen. Was Sie eingegeben haben, bleibt auf dieser Seite, bis Sie wieder angemeldet sind.",
  list: "Vorgänge",
  conversation: "Vorgang",
  skip: "Zum Vorgang springen",
  toList: "Zur Liste",
  signOut: "Abmelden",
  choose: "Wählen Sie einen Vorgang",
  chooseText: "Er öffnet sich dann hier.",
  changedBeneath: "Dieser Vorgang hat sich inzwischen geändert. Beim Zurückgehen geht verloren, was Sie hier eingegeben haben.",
  kept: "Was Sie eingegeben hatten, ist noch da.",
  lost: "Neues kommt gerade nicht von selbst an. „Aktualisieren“ zeigt, was neu ist.",
  notSignedOut: "Sie sind noch angemeldet, denn das Abmelden hat nicht geklappt. Bitte versuchen Sie es erneut.",
  keys: "Tasten",
  keyNext: "Nächster Vorgang in der Liste",
  keyPrevious: "Voriger Vorgang in der Liste",
  keyOpen: "Öffnen",
  keySearch: "Suchen",
  keyBack: "Zurück",
  keyKeys: "Diese Tasten zeigen",
  done: "Schließen",
};

export function webWordsIn(locale: string): WebWords {
  const words = wordsIn(locale);
  return { ...words, ...(words === wordsIn("de") ? GERMAN : ENGLISH) };
}
