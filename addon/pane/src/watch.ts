// Noticing that another message is beside the pane. Outlook's event is not to be relied on, so we look ourselves too.

import { beside, type Beside } from "./office";

const EVERY = 3_000;

/** Calls `changed` with what is beside the pane now, and whenever that becomes another message. Register once. */
export function watch(changed: (now: Beside | null) => void, returned: () => void): void {
  let known: string | null | undefined;
  const look = (): boolean => {
    const now = beside();
    const key = now?.key ?? null;
    if (key === known) return false;
    known = key;
    changed(now);
    return true;
  };
  const lookAgain = (): void => {
    if (document.visibilityState === "visible" && !look()) returned();
  };
  // On phones the pane never outlives its message, and there is nothing to register with.
  Office.context.mailbox.addHandlerAsync?.(Office.EventType.ItemChanged, look);
  addEventListener("focus", lookAgain);
  document.addEventListener("visibilitychange", lookAgain);
  setInterval(lookAgain, EVERY); // who looks at it stays known as looking, and sees what colleagues and labels change
  look();
}
