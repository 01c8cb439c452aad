// Whom a reply goes to and what its subject is, as any webmail does it.
import { address } from '../shared/format.js';
import { compose } from './compose.js';
import { place } from './place.js';

/** Opens a reply to a message: to its writer, or to everybody but ourselves. */
export function reply(message, thread, { all }) {
  const own = new Set([place.mailbox, ...(thread.ownAddresses ?? [])].map(lower));
  const isOurs = own.has(lower(address(message.from).email));
  const first = isOurs ? split(message.to) : split(message.replyTo || message.from);
  const others = all ? [...(isOurs ? [] : split(message.to)), ...split(message.cc)] : [];
  const named = new Set(first.map((each) => lower(address(each).email)));
  const cc = others.filter((each) => !own.has(lower(address(each).email)) && !named.has(lower(address(each).email)));
  compose({
    title: all ? 'Reply to all' : 'Reply', to: first.join(', '), cc: cc.join(', '), subject: answered(message.subject),
    threadId: thread.id, answers: message.id,
  });
}

function answered(subject) {
  return /^\s*re\s*:/i.test(subject) ? subject : `Re: ${subject}`;
}

/** Addresses apart, where names may hold commas in quotes. */
function split(list) {
  return (list ?? '').match(/(?:"[^"]*"|[^,])+/g)?.map((each) => each.trim()).filter(Boolean) ?? [];
}

function lower(text) {
  return text.toLowerCase();
}
