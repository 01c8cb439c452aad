// The few words that the pane says by itself; everything else comes from the server in the reader's language.

const ENGLISH = {
  name: "Shared inbox",
  loading: "Loading…",
  back: "Back",
  home: "Home",
  refresh: "Refresh",
  retry: "Try again",
  signIn: "Sign in",
  signingIn: "Signing in…",
  signedOut: "Please sign in",
  signInNeeded: "You are not signed in yet. A window opens for that.",
  signInFailed: "Signing in did not work. Please try again.",
  offline: "The shared inbox cannot be reached",
  offlineText: "Please check the connection. Nothing was lost.",
  failed: "This did not work",
  failedText: "Something went wrong on our side. Please try again in a moment.",
  busy: "Too many requests at once. Please wait a moment.",
  refused: "You are not allowed to do this. Your administrator can tell you more.",
  nothing: "No message is selected",
  nothingText: "Select a message to see its conversation, or go to Home for the list.",
  beside: "Beside: %s",
  besideNew: "Beside the message you are writing",
  about: "%s: %t",
  inserted: "Inserted into the message.",
  notInserted: "The text could not be inserted. Please copy it from the template.",
  blocked: "This link is not opened: it is no web, mail or telephone address.",
  updated: "Up to date.",
  close: "You can close this window.",
  outside: "This page belongs into Outlook.",
  notSent: "Please look at the conversation before this is sent.",
};

export type Words = typeof ENGLISH;

const GERMAN: Words = {
  name: "Gemeinsames Postfach",
  loading: "Wird geladen …",
  back: "Zurück",
  home: "Startseite",
  refresh: "Aktualisieren",
  retry: "Erneut versuchen",
  signIn: "Anmelden",
  signingIn: "Anmeldung läuft …",
  signedOut: "Bitte melden Sie sich an",
  signInNeeded: "Sie sind noch nicht angemeldet. Dafür öffnet sich ein Fenster.",
  signInFailed: "Die Anmeldung hat nicht geklappt. Bitte versuchen Sie es erneut.",
  offline: "Das gemeinsame Postfach ist nicht erreichbar",
  offlineText: "Bitte prüfen Sie die Verbindung. Es ging nichts verloren.",
  failed: "Das hat nicht geklappt",
  failedText: "Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.",
  busy: "Zu viele Anfragen auf einmal. Bitte warten Sie einen Moment.",
  refused: "Sie dürfen das nicht. Ihre Administration kann Ihnen mehr sagen.",
  nothing: "Keine Nachricht ausgewählt",
  nothingText: "Wählen Sie eine Nachricht aus, um den Vorgang zu sehen, oder gehen Sie zur Startseite.",
  beside: "Neben: %s",
  besideNew: "Neben der Nachricht, die Sie schreiben",
  about: "%s: %t",
  inserted: "In die Nachricht eingefügt.",
  notInserted: "Der Text konnte nicht eingefügt werden. Bitte kopieren Sie ihn aus der Vorlage.",
  blocked: "Dieser Link wird nicht geöffnet: Er ist keine Web-, Mail- oder Telefonadresse.",
  updated: "Auf dem neuesten Stand.",
  close: "Sie können dieses Fenster schließen.",
  outside: "Diese Seite gehört in Outlook.",
  notSent: "Bitte sehen Sie sich den Vorgang an, bevor die Nachricht gesendet wird.",
};

/** The words in a language like `de-CH`; English where we have none. */
export function wordsIn(locale: string): Words {
  return locale.toLowerCase().split("-")[0] === "de" ? GERMAN : ENGLISH;
}
