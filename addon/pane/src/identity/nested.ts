// Nested app authentication: Outlook signs in for us. Any error whatever is for the caller to answer with a dialog.

import type { IPublicClientApplication } from "@azure/msal-browser";
import type { Settings } from "../settings";
import { within, type Token, type Wish } from "./token";

declare global {
  interface Window {
    nestedAppAuthBridge?: unknown;
    __initializeNestedAppAuth?: unknown;
  }
}

const PATIENCE = 10_000;
const NO_ACCOUNT: readonly unknown[] = ["no_account_error", "no_account_found"];

let client: Promise<IPublicClientApplication | null> | null = null;

/** A token from Outlook: silently, or by its own window when the person has to say something. */
export async function nestedToken(settings: Settings, wish: Wish): Promise<Token> {
  if (!isOffered()) throw new Error("no nested authentication here");
  const msal = await import("./msal");
  client ??= msal.nestedClient(settings);
  const bridged = await within(PATIENCE, client).catch((error: unknown) => {
    client = null; // the next attempt starts anew
    throw error;
  });
  if (bridged === null) {
    client = null;
    throw new Error("the bridge did not start");
  }
  const request = { scopes: [settings.scope], ...(wish.claims === undefined ? {} : { claims: wish.claims }) };
  try {
    const isFresh = wish.fresh === true || wish.claims !== undefined;
    const silently = bridged.acquireTokenSilent({ ...request, forceRefresh: isFresh });
    return msal.tokenOf(await within(PATIENCE, silently));
  } catch (error) {
    if (!needsThePerson(error)) throw error;
    return msal.tokenOf(await bridged.acquireTokenPopup(request));
  }
}

function isOffered(): boolean {
  const isThere = window.nestedAppAuthBridge !== undefined || typeof window.__initializeNestedAppAuth === "function";
  return isThere && Office.context.requirements.isSetSupported("NestedAppAuth", "1.1");
}

function needsThePerson(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "errorCode" in error ? error.errorCode : "";
  return error.name === "InteractionRequiredAuthError" || NO_ACCOUNT.includes(code);
}
