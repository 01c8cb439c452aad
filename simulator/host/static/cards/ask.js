// Asks the add-on, through the page's backend, which knows its address, its keys and its time limit.
import { settings } from '../shared/settings.js';
import { post } from '../shared/server.js';

/** Sends a request with who asks from where; gives `{answer}`, or `{failure: {title, detail}}`. */
export async function askAddon(request) {
  const { person, locale, timeZone } = settings;
  try {
    return await post('/host/addon', { person, locale, timeZone, ...request });
  } catch (trouble) {
    return { failure: { title: trouble.message, detail: '' } };
  }
}

export function grantScopes(scopes) {
  return post('/host/consent', { person: settings.person, add: scopes });
}
