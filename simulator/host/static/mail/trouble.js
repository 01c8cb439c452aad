// The notice at the top of the page, as long as any trouble of the simulated Google is on.
import { fill, find, h } from '../shared/dom.js';
import { get, put } from '../shared/server.js';
import { toast } from '../shared/toast.js';

const FAULTS = '/simulator/faults';
const PAUSE = 4000;
const NAMED = 3;
let shown = '';

export function startTrouble() {
  look();
  setInterval(look, PAUSE);
}

async function look() {
  if (document.hidden) return;
  try {
    noticeTrouble((await get(FAULTS)).faults);
  } catch {
    // Whether the simulator answers at all is told elsewhere.
  }
}

/** Says what is on; drawn anew only when that changed, so that a button keeps its focus. */
export function noticeTrouble(faults) {
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  if (kinds.join() === shown) return;
  shown = kinds.join();
  const notice = find('#trouble-notice');
  notice.hidden = kinds.length === 0;
  fill(notice, kinds.length > 0 && [h('span', {}, sentence(kinds)), h('button', { class: 'plain', type: 'button', onclick: switchOff }, 'End the trouble')]);
}

function sentence(kinds) {
  const more = kinds.length - NAMED;
  return `Google is in trouble: ${kinds.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

async function switchOff() {
  try {
    noticeTrouble((await put(FAULTS, { faults: [] })).faults);
    find('#drawer-button').focus();
  } catch (trouble) {
    toast(trouble.message);
  }
}
