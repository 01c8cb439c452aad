// Microsoft's sign-in library, set up to keep nothing and to write nothing down.

import {
  BrowserCacheLocation,
  PublicClientApplication,
  createNestablePublicClientApplication,
  type AuthenticationResult,
  type Configuration,
  type IPublicClientApplication,
} from "@azure/msal-browser";
import type { Settings } from "../settings";
import type { Token } from "./token";

type Storage = (typeof BrowserCacheLocation)[keyof typeof BrowserCacheLocation];

/** A client that asks Outlook for tokens; null when Outlook has no such bridge, or one that does not work. */
export async function nestedClient(settings: Settings): Promise<IPublicClientApplication | null> {
  let isNested = false;
  const inMemory = configuration(settings, BrowserCacheLocation.MemoryStorage);
  // The library quietly gives a client without a bridge where there is none; only the factory tells which it was.
  const client = await createNestablePublicClientApplication(inMemory, undefined, (config, controller) => {
    isNested = true;
    return new PublicClientApplication(config, controller);
  });
  return isNested ? client : null;
}

/** A client that sends a window of its own to Microsoft's sign-in and comes back to `redirectUri`. */
export async function windowClient(settings: Settings, redirectUri: string): Promise<IPublicClientApplication> {
  // On its way to Microsoft and back the window has to remember what it asked for; nothing stays there afterwards.
  const client = new PublicClientApplication(configuration(settings, BrowserCacheLocation.SessionStorage, redirectUri));
  await client.initialize();
  return client;
}

export function tokenOf(result: AuthenticationResult): Token {
  return { secret: result.accessToken, expiresAt: result.expiresOn?.getTime() ?? 0 };
}

function configuration(settings: Settings, cacheLocation: Storage, redirectUri?: string): Configuration {
  return {
    auth: {
      clientId: settings.clientId,
      authority: settings.authority,
      ...(redirectUri === undefined ? {} : { redirectUri }),
    },
    cache: { cacheLocation },
    system: { loggerOptions: { piiLoggingEnabled: false, loggerCallback: () => undefined } },
  };
}
