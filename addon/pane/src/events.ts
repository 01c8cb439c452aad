// Before a message is sent: ask the server whether somebody answered meanwhile, holds the reply, or a recipient is
// foreign to the conversation. One file without imports at run time, for classic Outlook on Windows runs nothing else
// and no page. Whatever goes wrong, the message goes out: mail must not wait for us.

import type { Settings } from "./settings";
import { within } from "./identity/token";
import { nestedClient, tokenOf } from "./identity/msal";
import { wordsIn } from "./texts";
import { isRecord } from "./wire";

// The server writes these in when it gives out the file.
const SETTINGS: Settings = { clientId: "__INBOX_CLIENT_ID__", authority: "__INBOX_AUTHORITY__", scope: "__INBOX_SCOPE__" };
const CHECK = "__INBOX_ORIGIN__/outlook/send-check";
const PATIENCE = 8_000;

interface Verdict {
  readonly isHeld: boolean;
  readonly message: string;
}

const FREE: Verdict = { isHeld: false, message: "" };

function onMessageSend(event: Office.MailboxEvent): void {
  within(PATIENCE, check())
    .catch(() => FREE) // unreachable, not signed in, or slow
    .then((verdict) => {
      if (!verdict.isHeld) event.completed({ allowEvent: true });
      else event.completed({ allowEvent: false, errorMessage: verdict.message, errorMessageMarkdown: verdict.message });
    });
}

async function check(): Promise<Verdict> {
  const item = Office.context.mailbox.item as Office.MessageCompose | undefined;
  if (!item) return FREE;
  const [question, secret] = await Promise.all([questionOf(item), token()]);
  const response = await fetch(CHECK, {
    method: "POST",
    headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
    body: JSON.stringify(question),
  });
  return response.ok ? verdictOf(await response.json()) : FREE;
}

async function token(): Promise<string> {
  const client = await nestedClient(SETTINGS);
  if (client === null) throw new Error("nobody is signed in");
  return tokenOf(await client.acquireTokenSilent({ scopes: [SETTINGS.scope] })).secret;
}

async function questionOf(item: Office.MessageCompose): Promise<object> {
  const [to, cc, bcc, inReplyTo] = await Promise.all([
    addresses(item.to),
    addresses(item.cc),
    addresses(item.bcc),
    text(item.inReplyTo),
  ]);
  const { mailbox } = Office.context;
  const id = item.conversationId || null;
  const conversationId = id && typeof mailbox.convertToRestId === "function" ? mailbox.convertToRestId(id, "v2.0") : id;
  return {
    locale: Office.context.displayLanguage || "en",
    timeZone: "",
    item: { internetMessageId: null, itemId: null, conversationId },
    parameters: { recipients: [...to, ...cc, ...bcc], inReplyTo },
    inputs: {},
  };
}

function addresses(field: Office.Recipients | undefined): Promise<string[]> {
  if (!field) return Promise.resolve([]);
  return new Promise((resolve) => {
    field.getAsync((result) => {
      resolve(result.status === Office.AsyncResultStatus.Succeeded ? result.value.map((one) => one.emailAddress) : []);
    });
  });
}

/** What a field says that is plain text on some clients, is asked for on others, and is missing on old ones. */
function text(field: unknown): Promise<string> {
  if (typeof field === "string") return Promise.resolve(field);
  if (!isRecord(field) || typeof field["getAsync"] !== "function") return Promise.resolve("");
  const asked = field as unknown as { getAsync(callback: (result: Office.AsyncResult<string>) => void): void };
  return new Promise((resolve) => {
    asked.getAsync((result) => resolve(result.status === Office.AsyncResultStatus.Succeeded ? result.value : ""));
  });
}

function verdictOf(json: unknown): Verdict {
  if (!isRecord(json) || json["hold"] !== true) return FREE;
  const words = wordsIn(Office.context.displayLanguage || "en");
  return { isHeld: true, message: typeof json["text"] === "string" && json["text"] ? json["text"] : words.notSent };
}

Office.actions.associate("onMessageSend", onMessageSend);
