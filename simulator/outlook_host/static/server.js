// Graph and Entra on this machine, asked as any client asks them.

let session = null;
let directory = null;
const tokens = new Map();

export async function start() {
  session = await json("/outlook-host/session");
  directory = await json(`${session.simulated}/state`);
  return session;
}

/** Whoever has a mailbox to open. */
export const people = () => directory.accounts.filter((each) => each.purpose === "user" && mailboxesOf(each).length > 0);

/** The shared mailboxes somebody was let into; one that names nobody is open to whoever sits down at it. */
export function mailboxesOf(person) {
  const opened = session.opened[person.email];
  const shared = directory.accounts.filter((each) => each.purpose !== "user");
  const isIn = ({ members, email }) => (members?.length ? members.includes(person.email) : !opened || opened.includes(email));
  return shared.filter(isIn);
}

/** A token out of thin air that speaks for somebody. */
export async function mint(claims) {
  const answer = await json(`${session.simulated}/tokens`, { method: "POST", body: { claims } });
  return answer.access_token;
}

/** What a token of an application's own says of somebody. */
export function about(person, more) {
  return {
    iss: `${directory.entra_url}/${person.tenant}/v2.0`,
    tid: person.tenant,
    oid: person.id,
    sub: person.id,
    name: person.name,
    preferred_username: person.email,
    ver: "2.0",
    ...more,
  };
}

/** One call to Graph, in somebody's name. */
export async function graph(person, verb, path, body) {
  if (!tokens.has(person.id)) {
    const claims = {
      aud: "https://graph.microsoft.com",
      iss: `https://sts.windows.net/${person.tenant}/`,
      tid: person.tenant,
      oid: person.id,
      sub: person.id,
      ver: "1.0",
      idtyp: "user",
      scp: "Mail.ReadWrite Mail.Send",
    };
    tokens.set(person.id, await mint(claims));
  }
  const headers = { Authorization: `Bearer ${tokens.get(person.id)}` };
  return await json(session.graph + path, { method: verb, body, headers });
}

async function json(path, { method = "GET", body, headers = {} } = {}) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 300)}`);
  return text ? JSON.parse(text) : null;
}
