// Opening an address outside of the pane.

import { mayBeOpened } from "./markdown";

/** Open an address if it is of a kind that cards may lead to; say whether. */
export function open(url: string): boolean {
  if (!mayBeOpened(url)) return false;
  const isWeb = new URL(url).protocol === "https:";
  if (isWeb && Office.context.requirements.isSetSupported("OpenBrowserWindowApi", "1.1")) {
    Office.context.ui.openBrowserWindow(url);
    return true;
  }
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.click();
  return true;
}
