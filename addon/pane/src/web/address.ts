// The addresses of the web page.

const WHERE = /^\/app\/conversations\/(\d{1,18})\/?$/;

/** The number of the conversation that an address names; empty when it names none. */
export function conversationIn(path: string): string {
  return WHERE.exec(path)?.[1] ?? "";
}

export function pathOf(conversation: string): string {
  return conversation ? `/app/conversations/${encodeURIComponent(conversation)}` : "/app";
}
