// Putting a prepared text into the message that is being written, or into a reply to the one that is read.

import { escaped } from "./markdown";
import type { Draft } from "./wire";

/** Insert where the cursor is, else at the top; say whether it went in. */
export async function insert(draft: Draft): Promise<boolean> {
  const item = Office.context.mailbox.item as Office.MessageCompose | Office.MessageRead | null;
  if (!item) return false;
  if (isRead(item)) return await reply(item, draft);
  return "getTypeAsync" in item.body ? await write(item, draft) : false;
}

async function write(item: Office.MessageCompose, draft: Draft): Promise<boolean> {
  const type = await done<Office.CoercionType>((callback) => item.body.getTypeAsync(callback));
  const isHtml = type.value === Office.CoercionType.Html;
  const content = isHtml ? html(draft.text) : draft.text;
  const options = { coercionType: isHtml ? Office.CoercionType.Html : Office.CoercionType.Text };
  const atCursor = await done<void>((callback) => item.body.setSelectedDataAsync(content, options, callback));
  const isIn = atCursor.isDone || (await done<void>((callback) => item.body.prependAsync(content, options, callback))).isDone;
  if (isIn && draft.subject) {
    await done<void>((callback) => item.subject.setAsync(draft.subject, callback));
  }
  return isIn;
}

function isRead(item: Office.MessageCompose | Office.MessageRead): item is Office.MessageRead {
  return "displayReplyFormAsync" in item || "displayReplyForm" in item;
}

async function reply(item: Office.MessageRead, draft: Draft): Promise<boolean> {
  const form = { htmlBody: html(draft.text) };
  if (!("displayReplyFormAsync" in item)) return replyAtOnce(item, form);
  const opened = await done<void>((callback) => item.displayReplyFormAsync(form, callback));
  return opened.isDone;
}

/** Clients before Mailbox 1.9 open the reply at once, or throw. */
function replyAtOnce(item: Pick<Office.MessageRead, "displayReplyForm">, form: Office.ReplyFormData): boolean {
  try {
    item.displayReplyForm(form);
    return true;
  } catch {
    return false; // Who asked for it tells that the text could not go in.
  }
}

function html(text: string): string {
  return escaped(text).replace(/\r?\n/g, "<br>");
}

interface Done<T> {
  readonly isDone: boolean;
  readonly value: T | undefined;
}

function done<T>(start: (callback: (result: Office.AsyncResult<T>) => void) => void): Promise<Done<T>> {
  return new Promise((resolve) => {
    start((result) => {
      const isDone = result.status === Office.AsyncResultStatus.Succeeded;
      resolve({ isDone, value: isDone ? result.value : undefined });
    });
  });
}
