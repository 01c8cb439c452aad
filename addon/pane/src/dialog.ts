// The sign-in window: it goes to Microsoft, comes back, hands the token to the pane, and is closed by it.

import type { RedirectRequest } from "@azure/msal-browser";
import { DIALOG } from "./identity/dialog_token";
import { tokenOf, windowClient } from "./identity/msal";
import { settingsOf } from "./settings";
import { wordsIn } from "./texts";

async function start(): Promise<void> {
  await Office.onReady();
  const words = wordsIn(Office.context?.displayLanguage || navigator.language);
  document.documentElement.lang = words === wordsIn("de") ? "de" : "en";
  document.title = words.signIn;
  element("title").textContent = words.signIn;
  element("notice").textContent = words.signingIn;
  try {
    await signIn();
  } catch {
    // Refused, given up, or no connection: the person may try again, or close the window.
    element("notice").textContent = words.signInFailed;
    const retry = element("retry");
    retry.textContent = words.retry;
    retry.hidden = false;
    retry.onclick = () => location.assign(DIALOG);
  }

  async function signIn(): Promise<void> {
    const settings = settingsOf(document);
    const client = await windowClient(settings, location.origin + DIALOG);
    const result = await client.handleRedirectPromise({ navigateToLoginRequestUrl: false });
    if (!result) {
      await client.acquireTokenRedirect(request(settings.scope));
      return;
    }
    const { secret, expiresAt } = tokenOf(result);
    await client.clearCache();
    Office.context.ui.messageParent(JSON.stringify({ token: secret, expiresAt }), { targetOrigin: location.origin });
    element("notice").textContent = words.close;
  }
}

function request(scope: string): RedirectRequest {
  const claims = new URLSearchParams(location.search).get("claims");
  return { scopes: [scope], ...(claims ? { claims } : { prompt: "select_account" }) };
}

function element(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

void start();
