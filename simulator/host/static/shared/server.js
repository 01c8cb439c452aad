// Talks to the page's own backend: JSON in, JSON out, troubles as sentences.

export class Trouble extends Error {}

export async function get(path, query = {}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  return answer(await reach(asked.size ? `${path}?${asked}` : path, {}));
}

export function post(path, body) {
  return send('POST', path, body);
}

export function put(path, body) {
  return send('PUT', path, body);
}

async function send(method, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  return answer(await reach(path, { method, headers, body: JSON.stringify(body) }));
}

async function reach(path, options) {
  try {
    return await fetch(path, { ...options, cache: 'no-store' });
  } catch (trouble) {
    throw new Trouble(`The simulator cannot be reached (${trouble.message}).`);
  }
}

async function answer(response) {
  const text = await response.text();
  if (!response.ok) throw new Trouble(sentence(text) || `The simulator answered ${response.status}.`);
  return text ? JSON.parse(text) : null;
}

function sentence(text) {
  try {
    const { error } = JSON.parse(text);
    return typeof error === 'string' ? error : error?.message;
  } catch {
    return '';
  }
}

/** The path of something in a mailbox. */
export function inMailbox(mailbox, ...parts) {
  return ['/host/mailboxes', mailbox, ...parts].map((part, index) => (index ? encodeURIComponent(part) : part)).join('/');
}
