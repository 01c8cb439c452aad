// From a press or a trigger to the add-on and back: what its answer says is done to the stack it was asked from.
import { Trouble } from '../shared/server.js';
import { toast } from '../shared/toast.js';
import { readTrigger } from './answers.js';
import { askAddon, grantScopes } from './ask.js';
import { openLink, reachable } from './links.js';
import { consentPanel, deniedPanel, emptyPanel, signInPanel, troublePanel } from './panels.js';
import { cover, showIfShown } from './showing.js';
import { forgetTyped, navigate } from './stack.js';

/** Fetches the first card of a stack, or the cards a menu item adds to it. */
export function trigger(surface, stack, request) {
  return perform(surface, stack, request, { read: readTrigger, round: stack.round, spinner: stack.entries.length > 0 });
}

/** Fetches the first card again, in place of all there are. */
export function refresh(surface, stack) {
  stack.round += 1;
  return perform(surface, stack, stack.trigger, { read: readTrigger, round: stack.round, fresh: true, spinner: true });
}

/**
 * `how`: read (which envelope), spinner, fresh (starts the stack over), round (what was asked before the stack was
 * started over is dropped), presses and keeps (form), ready (a window).
 */
export async function perform(surface, stack, request, how) {
  const uncover = how.spinner ? cover(surface.place) : () => {};
  const outcome = await askAddon({ ...request, ...stack.context() });
  uncover();
  if (how.round < stack.round) return null;
  const again = () => {
    unhinder(surface, stack);
    return perform(surface, stack, request, { ...how, spinner: true, ready: null });
  };
  if (outcome.failure) return hinderByTrouble(surface, stack, outcome.failure, { again, how });
  try {
    return apply(surface, stack, how.read(outcome.answer), { again, how });
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    const failure = { title: trouble.message, detail: JSON.stringify(outcome.answer, null, 2) };
    return hinderByTrouble(surface, stack, failure, { again, how });
  }
}

function apply(surface, stack, told, { again, how }) {
  if (told.consent) return askConsent(surface, stack, told.consent, again);
  if (told.signIn) return askSignIn(surface, stack, told.signIn, again);
  const [depth, root] = [stack.entries.length, stack.entries[0]];
  if (how.fresh) Object.assign(stack, { entries: [], stale: false, hindrance: null });
  move(stack, told, how);
  if (!stack.entries.length) stack.hindrance = emptyPanel('Nothing to show', 'The add-on answered without a card.');
  if (told.stateChanged) outdate(surface, stack, root);
  if (told.notification) toast(told.notification);
  if (told.draft) surface.onDraft(told.draft);
  if (told.link) openLink(told.link, surface.addon, () => refresh(surface, stack), how.ready);
  else how.ready?.close();
  showIfShown(surface.place, stack, { moved: how.fresh ? 'none' : movement(stack, depth) });
  return depth > 1 ? comeUp(surface, stack) : null;
}

/** Cards kept so far are out of date, the first card of this stack too unless the answer replaced it. */
function outdate(surface, stack, root) {
  stack.stale = stack.entries[0] === root;
  surface.onStateChanged(stack);
}

function move(stack, told, how) {
  if (told.navigations.length) told.navigations.forEach((navigation) => navigate(stack, navigation, how));
  else if (how.presses && !how.keeps) forgetTyped(stack);
}

function movement(stack, depth) {
  return stack.entries.length > depth ? 'pushed' : 'updated';
}

/** The first card of a stale stack, once uncovered, is fetched again. */
export function comeUp(surface, stack) {
  return stack.stale && stack.entries.length === 1 ? refresh(surface, stack) : null;
}

function hinder(surface, stack, panel) {
  stack.hindrance = panel;
  showIfShown(surface.place, stack);
}

function unhinder(surface, stack) {
  stack.hindrance = null;
  showIfShown(surface.place, stack);
}

function hinderByTrouble(surface, stack, failure, { again, how }) {
  how.ready?.close();
  const dismiss = stack.entries.length > 0 && (() => unhinder(surface, stack));
  hinder(surface, stack, troublePanel(failure, { again, dismiss }));
}

/** After consent, whole or in part, the last request is made again by itself. */
function askConsent(surface, stack, { all, scopes }, again) {
  const { addon } = surface;
  const asked = all ? addon.scopes : scopes;
  const foreign = asked.find((scope) => !addon.scopes.includes(scope));
  if (foreign) throw new Trouble(`The add-on asks for ${foreign}, which its deployment does not name.`);
  const ask = () => hinder(surface, stack, consentPanel(asked, addon.name, {
    allow: (chosen) => grantScopes(chosen).then(again, (trouble) => toast(trouble.message)),
    deny: () => hinder(surface, stack, deniedPanel(addon.name, ask)),
  }));
  ask();
}

function askSignIn(surface, stack, prompt, again) {
  const open = () => window.open(reachable(prompt.url, surface.addon), '_blank');
  hinder(surface, stack, signInPanel(prompt, { again, open }));
}

