// The panel whose switches make the simulated Google and Microsoft behave as on a bad day.
import { fill, find, h } from '../shared/dom.js';
import { get, put } from '../shared/server.js';
import { toast } from '../shared/toast.js';
import { check } from './check.js';
import { noticeTrouble } from './trouble.js';

const FAULTS = '/simulator/faults';
const FIGURES = { seconds: 5, amount: 10, status: 503 };
const GROUPS = [
  ['History and lists', /^(history|empty|short|page|fresh)-/],
  ['Batches', /^batch-/],
  ['Notifications', /^(push|watch)-/],
  ['Other emulators', /^dialect-/],
  ['Graph and Entra', /^(delta|subscription)-|^(moves-look-deleted|no-page-headers|thin-headers|access-revoked|interaction-required)$/],
  ['Calls, access and time', /./],
];

export async function startFaults(everyMailbox) {
  const elsewhere = await atMicrosoft();
  const each = [...everyMailbox, ...elsewhere].map(({ email }) => h('option', { value: email }, email));
  fill(find('#trouble-mailbox'), h('option', { value: '*' }, 'Every mailbox'), each);
  find('#trouble-storm').addEventListener('click', () => change({ storm: common() }));
  find('#trouble-off').addEventListener('click', () => change({ faults: [] }));
}

/** The mailboxes of the simulated Microsoft, where there is one: it shares the troubles. */
async function atMicrosoft() {
  try {
    return (await get('/simulator/microsoft/state')).accounts.filter(({ purpose }) => purpose !== 'user');
  } catch {
    return [];
  }
}

/** Draws a switch for every kind of fault the simulator knows, with the figure that goes with it. */
export async function drawFaults() {
  try {
    draw(await get(FAULTS));
  } catch (trouble) {
    fill(find('#faults'), h('p', { class: 'hint' }, trouble.message));
  }
}

function draw(told) {
  const focused = document.activeElement?.closest('#faults') ? document.activeElement.id : '';
  const left = Object.entries(told.kinds);
  fill(find('#faults'), GROUPS.map(([name, kinds]) => {
    const mine = left.filter(([kind]) => kinds.test(kind));
    mine.forEach((one) => left.splice(left.indexOf(one), 1));
    return h('fieldset', { class: 'fault-group' }, h('legend', {}, name), mine.map(([kind, words]) => faultSwitch(kind, words, told)));
  }));
  find('#trouble-off').disabled = told.faults.length === 0;
  if (focused) document.getElementById(focused)?.focus();
  noticeTrouble(told.faults);
}

function faultSwitch(kind, words, { faults, usual }) {
  const mine = faults.filter((fault) => fault.kind === kind);
  const others = faults.filter((fault) => fault.kind !== kind);
  const [on] = mine;
  const figure = figureOf(kind, words, on ?? usual[kind] ?? {});
  const values = () => (figure ? { [figure.name]: Number(figure.value) } : {});
  const set = (isOn) => change({ faults: isOn ? [...others, { ...common(), ...on, kind, ...values() }] : others });
  figure?.addEventListener('change', () => on && set(true));
  const line = check(`${kind}: ${words}`, Boolean(on), set, `fault-${kind}`);
  if (figure) line.lastChild.before(figure);
  return [line, mine.map((fault) => h('p', { class: 'hint fault-on' }, inWords(fault)))];
}

/** How many seconds, how much, or which status, for the faults that say so. */
function figureOf(kind, words, known) {
  const name = Object.keys(FIGURES).find((each) => words.includes(each));
  if (!name) return null;
  const value = known[name] || FIGURES[name];
  return h('input', { type: 'number', id: `fault-${kind}-${name}`, name, value, step: 'any', 'aria-label': `${name} of ${kind}` });
}

function inWords({ mailbox, method, chance, seed, times }) {
  const share = chance < 1 ? `${Number((chance * 100).toFixed(2))}% of the time (seed ${seed})` : 'always';
  const where = mailbox === '*' ? 'every mailbox' : mailbox;
  return [`On: ${share}`, where, method !== '*' && method, times !== null && `${times} more times`].filter(Boolean).join(', ');
}

/** What every trouble is switched on with. */
function common() {
  const chance = Math.min(Math.max(Number(find('#trouble-chance').value) / 100, 0), 1);
  return { mailbox: find('#trouble-mailbox').value, chance, seed: Math.trunc(Number(find('#trouble-seed').value)) };
}

async function change(wanted) {
  try {
    draw(await put(FAULTS, wanted));
  } catch (trouble) {
    toast(trouble.message);
    await drawFaults();
  }
}
