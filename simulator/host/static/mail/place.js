// Which mailbox, label, search and thread are open; kept in the address so that it can be gone back to.
import { tell } from '../shared/bus.js';

export const place = { mailbox: '', label: 'INBOX', query: '', thread: '' };

/** Goes somewhere else; listeners of `place-changed` hear which parts changed. */
export function go(changes) {
  const address = written({ ...place, ...changes });
  if (address !== location.hash) history.pushState(null, '', address);
  arrive({ ...place, ...changes });
}

/** Follows the address, at the start and when the person goes back. */
export function followAddress(mailboxes) {
  const follow = () => {
    const [mailbox, label, query, thread] = location.hash.slice(1).split('/').map(decodeURIComponent);
    const known = mailboxes().includes(mailbox) ? mailbox : mailboxes()[0] ?? '';
    arrive({ mailbox: known, label: label || 'INBOX', query: query ?? '', thread: (known === mailbox && thread) || '' });
  };
  window.addEventListener('popstate', follow);
  window.addEventListener('hashchange', follow);
  follow();
}

function arrive(next) {
  const changed = Object.keys(next).filter((name) => next[name] !== place[name]);
  Object.assign(place, next);
  if (changed.length) tell('place-changed', { changed });
}

function written({ mailbox, label, query, thread }) {
  return `#${[mailbox, label, query, thread].map(encodeURIComponent).join('/')}`;
}
