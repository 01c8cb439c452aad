// Opening an address outside of the page.

import { mayBeOpened } from "./markdown";

/** Open an address from Outlook if it is of a kind that cards may lead to; say whether. */
export function openFromOutlook(url: string): boolean {
  const isWeb = mayBeOpened(url) && new URL(url).protocol === "https:";
  if (!isWeb || !Office.context.requirements.isSetSupported("OpenBrowserWindowApi", "1.1")) return open(url);
  Office.context.ui.openBrowserWindow(url);
  return true;
}

/** Open an address in a tab of its own if it is of a kind that cards may lead to; say whether. */
export function open(url: string): boolean {
  if (!mayBeOpened(url)) return false;
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.click();
  return true;
}
