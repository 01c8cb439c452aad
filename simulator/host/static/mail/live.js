// Asks every two seconds whether anything happened in the open mailbox.
import { hear, tell } from '../shared/bus.js';
import { get, inMailbox } from '../shared/server.js';
import { place } from './place.js';

const PAUSE = 2000;
let known = '';

/** The list has just been read as of this point of the mailbox's history. */
export function upToDate(historyId) {
  known = historyId;
}

export function startLive() {
  hear('place-changed', ({ changed }) => { if (changed.includes('mailbox')) known = ''; });
  setInterval(look, PAUSE);
}

async function look() {
  if (document.hidden || !place.mailbox) return;
  const { mailbox } = place;
  let news;
  try {
    news = await get(inMailbox(mailbox, 'changes'));
  } catch {
    document.body.dataset.offline = 'true';
    return;
  }
  delete document.body.dataset.offline;
  if (mailbox !== place.mailbox) return;
  if (known && news.historyId !== known) tell('mail-changed');
  known = news.historyId;
}
