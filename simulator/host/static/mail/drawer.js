// The simulator's own drawer: write a mail as a patient would, take consent away, make things fail.
import { hear, tell } from '../shared/bus.js';
import { fill, find, h } from '../shared/dom.js';
import { get, post } from '../shared/server.js';
import { settings } from '../shared/settings.js';
import { toast } from '../shared/toast.js';
import { scopeWords } from '../cards/panels.js';
import { check } from './check.js';
import { drawFaults, startFaults } from './faults.js';
import { place } from './place.js';

export function startDrawer(everyMailbox, scopes) {
  startFaults(everyMailbox);
  find('#drawer-button').addEventListener('click', () => open(everyMailbox, scopes));
  find('#drawer-close').addEventListener('click', () => find('#drawer').close());
  find('#drawer').addEventListener('close', putAway);
  find('#receive').addEventListener('submit', receive);
  if (location.hash === '#trouble') openAtTrouble(everyMailbox, scopes);
  hear('person-changed', () => find('#drawer').open && drawConsent(scopes));
}

function open(everyMailbox, scopes) {
  fill(find('#receive-mailbox'), everyMailbox.map(({ email }) => h('option', { value: email }, email)));
  find('#receive-mailbox').value = place.mailbox;
  fill(find('#faults'));
  fill(find('#consents'));
  find('#drawer').showModal();
  drawConsent(scopes);
  drawFaults();
}

/** Where other pages lead to. */
function openAtTrouble(everyMailbox, scopes) {
  open(everyMailbox, scopes);
  find('#trouble').open = true;
  find('#trouble').scrollIntoView();
}

/** Closed, it holds nothing that could be out of date when it is opened again. */
function putAway() {
  fill(find('#faults'));
  find('#trouble').open = false;
}

async function receive(event) {
  event.preventDefault();
  const form = event.target;
  try {
    await post('/host/receive', Object.fromEntries(new FormData(form)));
  } catch (trouble) {
    toast(trouble.message);
    return;
  }
  find('#receive-text').value = '';
  find('#receive-subject').value = '';
  find('#drawer').close();
  toast('The mail has arrived.');
  tell('mail-changed');
}

/** Which of the add-on's scopes this person has granted; each can be taken back. */
async function drawConsent(scopes) {
  const { granted } = await get('/host/consent', { person: settings.person });
  fill(find('#consents'), scopes.map((scope) => check(scopeWords(scope), granted.includes(scope), (isOn) => {
    post('/host/consent', { person: settings.person, [isOn ? 'add' : 'remove']: [scope] }).then(() => tell('settings-changed'), (trouble) => toast(trouble.message));
  })));
}
