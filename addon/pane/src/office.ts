// What Outlook says of the message beside the pane. Its ids are hints only: the server looks itself before it acts.

import type { Item } from "./wire";

export type Surface = "read" | "compose";

export interface Beside {
  readonly surface: Surface;
  readonly item: Item;
  readonly subject: string;
  /** Two messages are the same one when this is. */
  readonly key: string;
}

type ReadOrCompose = Office.MessageRead | Office.MessageCompose;

export function locale(): string {
  return Office.context.displayLanguage || navigator.language || "en";
}

/** The message beside the pane; null when none is selected, or Outlook is still between two. */
export function beside(): Beside | null {
  const item = Office.context.mailbox.item as ReadOrCompose | null | undefined;
  if (!item) return null;
  const isCompose = typeof item.subject !== "string";
  const conversationId = restId(item.conversationId);
  const itemId = isCompose ? null : restId((item as Office.MessageRead).itemId);
  const internetMessageId = isCompose ? null : (item as Office.MessageRead).internetMessageId || null;
  return {
    surface: isCompose ? "compose" : "read",
    item: { internetMessageId, itemId, conversationId },
    subject: isCompose ? "" : (item as Office.MessageRead).subject,
    key: JSON.stringify([isCompose, itemId ?? internetMessageId, conversationId]),
  };
}

/** An id in the form Graph takes. On phones there is no conversion, and none is needed. */
function restId(id: string | null | undefined): string | null {
  if (!id) return null;
  const { mailbox } = Office.context;
  if (typeof mailbox.convertToRestId !== "function") return id;
  return mailbox.convertToRestId(id, Office.MailboxEnums?.RestVersion?.v2_0 ?? "v2.0");
}

/** The address the message being written goes to first, or nothing. */
export function firstRecipient(): Promise<string> {
  const item = Office.context.mailbox.item as Office.MessageCompose | null;
  const to = item?.to as Office.Recipients | undefined;
  if (typeof to?.getAsync !== "function") return Promise.resolve("");
  return new Promise((resolve) => {
    to.getAsync((result) => {
      const isKnown = result.status === Office.AsyncResultStatus.Succeeded;
      resolve(isKnown ? (result.value[0]?.emailAddress ?? "") : "");
    });
  });
}
