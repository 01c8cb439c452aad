// A surface: a place for cards, joined to the add-on that they come from.
import { Trouble } from '../shared/server.js';
import { settings } from '../shared/settings.js';
import { toast } from '../shared/toast.js';
import { readPress, readSuggestions } from './answers.js';
import { askAddon } from './ask.js';
import { drawCard } from './card.js';
import { openLink, reachable } from './links.js';
import { comeUp, perform, refresh } from './performing.js';
import { newPlace, show } from './showing.js';
import { navigate } from './stack.js';

/**
 * `where` is sidebar or compose; `onDraft` takes what an answer does to a draft, `onStateChanged` hears that the
 * cards kept elsewhere are out of date.
 */
export function newSurface({ where, addon, onDraft, onStateChanged = () => {} }) {
  const surface = { where, addon, onDraft, onStateChanged };
  surface.place = newPlace({
    name: addon.name,
    draw: (stack, entry) => drawCard(entry.card, sceneOf(surface, stack, entry)),
    onBack: (stack) => comeUp(surface, stack),
  });
  return surface;
}

/** What the widgets of one card may ask of the place they stand in. */
function sceneOf(surface, stack, entry) {
  return {
    place: surface.where,
    form: entry.form,
    timeZone: () => settings.timeZone,
    linkTo: (url) => reachable(url, surface.addon),
    push: (card) => {
      navigate(stack, { kind: 'pushCard', value: card });
      show(surface.place, stack, { moved: 'pushed' });
    },
    openLink: (link) => guarded(() => openLink(link, surface.addon, () => refresh(surface, stack))),
    run: (action, { extra = {}, opensLink = false } = {}) => run(surface, stack, entry, action, { extra, opensLink }),
    suggest: (action) => suggest(stack, entry, action),
  };
}

function run(surface, stack, entry, action, { extra, opensLink }) {
  if (entry.form.refuses(action)) return null;
  // a window must be opened while the press still counts as the person's own
  const ready = opensLink ? window.open('', '_blank') : null;
  const keeps = action.persistValues === true;
  const how = { read: readPress, presses: true, keeps, spinner: action.loadIndicator !== 'NONE', ready };
  return perform(surface, stack, requestOf(action, entry, extra), how);
}

async function suggest(stack, entry, action) {
  const outcome = await askAddon({ ...requestOf(action, entry), ...stack.context() });
  if (outcome.failure) toast(outcome.failure.title);
  return outcome.failure ? [] : guarded(() => readSuggestions(outcome.answer)) ?? [];
}

function requestOf(action, entry, extra = {}) {
  const given = Object.fromEntries((action.parameters ?? []).map(({ key, value }) => [key, value]));
  return { entry: 'action', url: action.function, formInputs: entry.form.inputs(), parameters: { ...given, ...extra } };
}

function guarded(attempt) {
  try {
    return attempt();
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    toast(trouble.message);
    return null;
  }
}
