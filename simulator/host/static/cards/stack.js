// The cards of one place, the newest on top, and how answers move among them.
import { Trouble } from '../shared/server.js';
import { newForm } from './form.js';

/** An empty stack; `trigger` is the request that fetched, and fetches again, its first card. */
export function newStack(trigger) {
  return { trigger, entries: [], stale: false, hindrance: null, round: 0 };
}

export function top(stack) {
  return stack.entries.at(-1);
}

/** Moves as one navigation says. `keeps` lets an updated card keep what was typed. */
export function navigate(stack, { kind, value }, { keeps = false } = {}) {
  MOVES[kind](stack, value, keeps);
}

export function goBack(stack) {
  if (stack.entries.length > 1) stack.entries.pop();
}

/** Draws the top card afresh, without what was typed on it. */
export function forgetTyped(stack) {
  if (top(stack)) stack.entries.push(entry(stack.entries.pop().card));
}

const MOVES = {
  pushCard: (stack, card) => stack.entries.push(entry(card)),
  updateCard: (stack, card, keeps) => {
    const before = stack.entries.pop();
    stack.entries.push(entry(card, keeps && before ? before.form.typed : undefined));
  },
  pop: (stack) => goBack(stack),
  popToRoot: (stack) => { stack.entries.length = Math.min(stack.entries.length, 1); },
  popToCard: (stack, name) => {
    const at = stack.entries.findLastIndex(({ card }) => card.name === name);
    if (at < 0) throw new Trouble(`There is no card called “${name}” to go back to.`);
    stack.entries.length = at + 1;
  },
};

function entry(card, kept) {
  return { card, form: newForm(kept), element: null };
}
