// The other way to sign in: a window of our own, which hands the token over when Microsoft sent it back.

import { isRecord } from "../wire";
import type { Token, Wish } from "./token";

export const DIALOG = "/outlook/dialog";

export class NotSignedIn extends Error {
  override readonly name = "NotSignedIn";
}

/** Opens the window and waits for its token. Raises NotSignedIn when it was closed, kept from opening, or failed. */
export function dialogToken(wish: Wish): Promise<Token> {
  const address = new URL(DIALOG, location.origin);
  if (wish.claims !== undefined) address.searchParams.set("claims", wish.claims);
  return new Promise((resolve, reject) => {
    Office.context.ui.displayDialogAsync(address.href, { height: 60, width: 30 }, (opened) => {
      if (opened.status !== Office.AsyncResultStatus.Succeeded) {
        reject(new NotSignedIn(`the window did not open: ${opened.error.code}`));
        return;
      }
      const dialog = opened.value;
      dialog.addEventHandler(Office.EventType.DialogMessageReceived, (event) => {
        if (!("message" in event) || !isFromUs(event.origin)) return;
        dialog.close();
        const token = tokenIn(event.message);
        if (token) resolve(token);
        else reject(new NotSignedIn("the window brought no token"));
      });
      dialog.addEventHandler(Office.EventType.DialogEventReceived, () => {
        reject(new NotSignedIn("the window was closed"));
      });
    });
  });
}

/** Old clients do not say where a message comes from; those let only our own origin speak at all. */
function isFromUs(origin: string | undefined): boolean {
  if (origin !== undefined) return origin === location.origin;
  return !Office.context.requirements.isSetSupported("DialogOrigin", "1.1");
}

function tokenIn(message: string): Token | null {
  let said: unknown;
  try {
    said = JSON.parse(message);
  } catch {
    return null; // the window says only JSON
  }
  if (!isRecord(said) || typeof said["token"] !== "string" || typeof said["expiresAt"] !== "number") return null;
  return { secret: said["token"], expiresAt: said["expiresAt"] };
}
