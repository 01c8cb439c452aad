// A token for our own server. It lives in memory only: never in storage, an address, a log or the page.

export interface Token {
  readonly secret: string;
  readonly expiresAt: number;
}

/** What a sign-in is asked for. `claims` are what the server answered that it needs besides. */
export interface Wish {
  readonly claims?: string;
  readonly fresh?: boolean;
}

const MARGIN = 60_000;

export function isValid(token: Token | null, now: number): token is Token {
  return token !== null && token.expiresAt - MARGIN > now;
}

/** Fails when a promise does not answer in time: a broken bridge may never say anything. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
