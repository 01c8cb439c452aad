// Reads an add-on's answer as the real host does: the right envelope for what was asked, nothing unknown inside.
import { Trouble } from '../shared/server.js';

const INSIDE = {
  action: ['navigations', 'notification', 'link'],
  renderActions: ['action', 'hostAppAction'],
};
const NAVIGATIONS = ['popToRoot', 'pop', 'popToCard', 'pushCard', 'updateCard'];
const PROMPTS = {
  requesting_google_scopes: 'consent', requestingGoogleScopes: 'consent',
  basic_authorization_prompt: 'signIn', basicAuthorizationPrompt: 'signIn',
  custom_authorization_prompt: 'custom', customAuthorizationPrompt: 'custom',
};

/** What the answer to a trigger (home, message, compose, menu) says to do. */
export function readTrigger(answer) {
  return prompt(answer) ?? readRender(onlyKnown(answer, INSIDE.renderActions, 'an answer to a trigger'));
}

/** What the answer to a press or a change says to do. */
export function readPress(answer) {
  const asked = prompt(answer);
  if (asked) return asked;
  const { renderActions, stateChanged = false } = onlyKnown(answer, ['renderActions', 'stateChanged'], 'an answer to an action');
  if (renderActions === undefined) throw new Trouble('An answer to an action needs “renderActions”.');
  return { ...readRender(onlyKnown(renderActions, INSIDE.renderActions, 'renderActions')), stateChanged: stateChanged === true };
}

/** The suggestions for a text box. */
export function readSuggestions(answer) {
  const { autoComplete } = onlyKnown(answer, ['autoComplete'], 'an answer with suggestions');
  const items = autoComplete?.items ?? [];
  if (!Array.isArray(items) || items.some((item) => typeof item?.text !== 'string')) throw new Trouble('“autoComplete.items” must be a list of texts.');
  return items;
}

function prompt(answer) {
  const key = Object.keys(PROMPTS).find((name) => Object.hasOwn(answer ?? {}, name));
  if (!key) return null;
  const asked = onlyKnown(answer, [key], 'an authorization prompt')[key];
  if (PROMPTS[key] === 'custom') return { navigations: [], ...readRender(onlyKnown(asked, INSIDE.renderActions, key)) };
  return { [PROMPTS[key]]: PROMPTS[key] === 'consent' ? scopesIn(asked) : signInAt(asked) };
}

function scopesIn(asked) {
  const all = asked?.all_scopes ?? asked?.allScopes;
  if (all === true) return { all: true, scopes: [] };
  if (!Array.isArray(asked?.scopes) || asked.scopes.length === 0) throw new Trouble('“requesting_google_scopes” names no scopes.');
  return { all: false, scopes: asked.scopes };
}

function signInAt(asked) {
  const url = asked?.authorization_url ?? asked?.authorizationUrl;
  if (typeof url !== 'string' || !url.startsWith('https://')) throw new Trouble('“authorization_url” must be an https address.');
  return { url, resource: asked.resource ?? 'this add-on' };
}

function readRender({ action = {}, hostAppAction = null }) {
  const { navigations = [], notification, link } = onlyKnown(action, INSIDE.action, 'action');
  if (!Array.isArray(navigations)) throw new Trouble('“navigations” must be a list.');
  if (Object.keys(action).length === 0 && hostAppAction === null) throw new Trouble('The answer is empty.');
  return {
    navigations: navigations.map(readNavigation),
    notification: notification && readNotification(notification),
    link,
    draft: hostAppAction && readHostAction(hostAppAction),
  };
}

function readNavigation(navigation) {
  const known = onlyKnown(navigation, NAVIGATIONS, 'a navigation');
  const [kind, ...others] = Object.keys(known);
  if (!kind || others.length) throw new Trouble('A navigation says exactly one thing to do.');
  return { kind, value: known[kind] };
}

function readNotification(notification) {
  const { text } = onlyKnown(notification, ['text'], 'notification');
  if (typeof text !== 'string' || text === '') throw new Trouble('A notification needs a text.');
  return text;
}

function readHostAction(hostAppAction) {
  const { gmailAction } = onlyKnown(hostAppAction, ['gmailAction'], 'hostAppAction');
  const known = ['updateDraftActionMarkup', 'openCreatedDraftActionMarkup', 'addonComposeUiActionMarkup'];
  return onlyKnown(gmailAction, known, 'gmailAction');
}

function onlyKnown(value, names, where) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Trouble(`${where} must be a JSON object.`);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown) throw new Trouble(`“${unknown}” is not known in ${where}; expected ${names.join(', ')}.`);
  return value;
}
