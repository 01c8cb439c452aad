// The switches that make the simulated Google behave as on a bad day.
import { fill, find, h, uniqueId } from '../shared/dom.js';
import { get, put } from '../shared/server.js';
import { toast } from '../shared/toast.js';

const FAULTS = '/simulator/faults';
const USUAL_SECONDS = 5;
const USUAL_STATUS = 503;

/** Draws a switch for every kind of fault the simulator knows, with the figure that goes with it. */
export async function drawFaults() {
  try {
    const { faults, kinds } = await get(FAULTS);
    fill(find('#faults'), Object.entries(kinds).map(([kind, words]) => faultSwitch(kind, words, faults)));
  } catch (trouble) {
    fill(find('#faults'), h('p', { class: 'hint' }, trouble.message));
  }
}

/** A line with a switch; also used for the other switches of the drawer. */
export function check(words, isOn, set) {
  const box = h('input', { type: 'checkbox', role: 'switch', class: 'switch', id: uniqueId('check'), checked: isOn, onchange: () => set(box.checked) });
  return h('div', { class: 'drawer-line' }, h('label', { htmlFor: box.id }, words), box);
}

function faultSwitch(kind, words, faults) {
  const on = faults.find((fault) => fault.kind === kind);
  const others = faults.filter((fault) => fault.kind !== kind);
  const figure = figureOf(kind, words, on);
  const values = () => (figure ? { [figure.name]: Number(figure.value) } : {});
  const set = (isOn) => replace(isOn ? [...others, { ...on, kind, ...values() }] : others);
  figure?.addEventListener('change', () => on && set(true));
  const line = check(`${kind}: ${words}`, Boolean(on), set);
  if (figure) line.lastChild.before(figure);
  return line;
}

/** How many seconds, or which status, for the faults that say so. */
function figureOf(kind, words, on) {
  const name = { status: 'status' }[kind] ?? (words.includes('seconds') ? 'seconds' : '');
  if (!name) return null;
  const value = on?.[name] ?? (name === 'status' ? USUAL_STATUS : USUAL_SECONDS);
  return h('input', { type: 'number', name, value, min: 0, step: 'any', 'aria-label': `${name} of ${kind}` });
}

async function replace(faults) {
  try {
    await put(FAULTS, { faults });
  } catch (trouble) {
    toast(trouble.message);
  }
  await drawFaults();
}
