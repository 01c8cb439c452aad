// Opening links for an add-on: only where its deployment allows, and reachable from this machine.
import { Trouble } from '../shared/server.js';

const WATCH = 400;

/** The address as this browser can reach it: the add-on's public one exists on this machine only under another name. */
export function reachable(url, addon) {
  const secure = url.replace(/^http:/, 'https:');
  const own = addon.publicOrigin && (secure === addon.publicOrigin || secure.startsWith(`${addon.publicOrigin}/`));
  return own ? addon.internalOrigin + secure.slice(addon.publicOrigin.length) : secure;
}

/** The address of a card's picture: fetched by the page's backend, as the real host fetches it by its own. */
export function imageAt(url) {
  return `/host/image?url=${encodeURIComponent(url)}`;
}

/** Opens it, in a window made ready before if there is one, and calls `reload` when it closes if the link asks so. */
export function openLink({ url, openAs = 'FULL_SIZE', onClose = 'NOTHING' }, addon, reload, ready = null) {
  const target = url.replace(/^http:/, 'https:');
  if (!isAllowed(target, addon.openLinkUrlPrefixes)) {
    ready?.close();
    throw new Trouble(`The add-on's deployment does not allow it to open ${target}`);
  }
  const opened = ready ?? window.open('', '_blank', openAs === 'OVERLAY' ? 'popup,width=520,height=640' : '');
  if (!opened) throw new Trouble('The browser kept a window from opening. Allow windows for this page and try again.');
  opened.location = reachable(target, addon);
  if (onClose === 'RELOAD') watch(opened, reload);
}

/** Scheme, host and the beginning of the path must be those of an allowed prefix. */
function isAllowed(url, prefixes) {
  const asked = new URL(url);
  return prefixes.some((prefix) => {
    if (/^(mailto|tel):?$/.test(prefix)) return asked.protocol === `${prefix.replace(':', '')}:`;
    const allowed = URL.canParse(prefix) ? new URL(prefix) : null;
    return allowed && allowed.protocol === asked.protocol && allowed.host === asked.host && asked.pathname.startsWith(allowed.pathname);
  });
}

function watch(opened, reload) {
  const timer = setInterval(() => {
    if (!opened.closed) return;
    clearInterval(timer);
    reload();
  }, WATCH);
}
