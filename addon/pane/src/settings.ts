// What the server wrote into the page: who we are to Microsoft's sign-in.

export interface Settings {
  readonly clientId: string;
  readonly authority: string;
  readonly scope: string;
}

export function settingsOf(page: Document): Settings {
  const { clientId = "", authority = "", scope = "" } = page.documentElement.dataset;
  return { clientId, authority, scope };
}
