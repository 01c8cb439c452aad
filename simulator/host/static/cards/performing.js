// From a press or a trigger to the add-on and back: what its answer says is done to the stack it was asked from.
import { Trouble } from '../shared/server.js';
import { toast } from '../shared/toast.js';
import { readTrigger } from './answers.js';
import { askAddon, grantScopes } from './ask.js';
import { openLink, reachable } from './links.js';
import { consentPanel, deniedPanel, signInPanel, troublePanel } from './panels.js';
import { cover, showIfShown } from './showing.js';
import { forgetTyped, navigate } from './stack.js';

/** Fetches the first card of a stack, or the cards a menu item adds to it. */
export function trigger(surface, stack, request) {
  return perform(surface, stack, request, { read: readTrigger, spinner: stack.entries.length > 0 });
}

/** Fetches the first card again, in place of all there are. */
export function refresh(surface, stack) {
  return perform(surface, stack, stack.trigger, { read: readTrigger, fresh: true, spinner: true });
}

/** `how`: read (which envelope), spinner, fresh (starts the stack over), presses and keeps (form), ready (a window). */
export async function perform(surface, stack, request, how) {
  const uncover = how.spinner ? cover(surface.place) : () => {};
  const outcome = await askAddon({ ...request, ...stack.context() });
  uncover();
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
  const depth = stack.entries.length;
  if (how.fresh) Object.assign(stack, { entries: [], stale: false });
  move(stack, told, how);
  if (told.stateChanged) surface.onStateChanged(stack);
  if (told.notification) toast(told.notification);
  if (told.draft) surface.onDraft(told.draft);
  if (told.link) openLink(told.link, surface.addon, () => refresh(surface, stack), how.ready);
  else how.ready?.close();
  showIfShown(surface.place, stack, { moved: how.fresh ? 'none' : movement(stack, depth) });
  return comeUp(surface, stack);
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

