// What stands in a card's place while it loads, when it fails, and when it needs the person's consent.
import { h, uniqueId } from '../shared/dom.js';
import { icon } from '../shared/icons.js';

const SCOPES = {
  'gmail.addons.execute': 'Run beside your mail',
  'gmail.addons.current.message.metadata': 'See the headers of the message you have open',
  'gmail.addons.current.message.readonly': 'Read the message you have open',
  'gmail.addons.current.message.action': 'Read the message you have open when you act on it',
  'gmail.addons.current.action.compose': 'Work on the draft you are writing',
  'userinfo.email': 'See your e-mail address',
  'script.locale': 'See your language and time zone',
};

export function scopeWords(scope) {
  const name = scope.replace('https://www.googleapis.com/auth/', '');
  return SCOPES[name] ?? name;
}

export function loadingPanel(name) {
  return h('div', { class: 'panel loading', role: 'status', 'aria-label': `Loading ${name}` },
    h('div', { class: 'bone wide' }), h('div', { class: 'bone' }), h('div', { class: 'bone block' }), h('div', { class: 'bone' }));
}

/** The host's own card for an add-on that failed. */
export function troublePanel({ title, detail }, { again, dismiss }) {
  return h('div', { class: 'panel trouble', role: 'alert' },
    h('span', { class: 'panel-picture' }, icon('error')),
    h('h3', {}, 'Something went wrong with the add-on'),
    h('p', {}, title),
    h('div', { class: 'buttons' }, h('button', { class: 'button filled', type: 'button', onclick: again }, 'Retry'),
      dismiss && h('button', { class: 'button borderless', type: 'button', onclick: dismiss }, 'Back to the card')),
    detail && h('details', {}, h('summary', {}, 'Details'), h('pre', { tabIndex: 0 }, detail)));
}

/** Asks for the scopes one by one; what is not ticked stays refused. */
export function consentPanel(scopes, addonName, { allow, deny }) {
  const boxes = scopes.map((scope) => h('input', { type: 'checkbox', id: uniqueId('scope'), checked: true, value: scope }));
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  return h('form', { class: 'panel consent', 'aria-label': 'Permissions', onsubmit: (event) => { event.preventDefault(); allow(chosen()); } },
    h('span', { class: 'panel-picture' }, icon('shield')),
    h('h3', {}, `${addonName} needs your permission`),
    h('p', {}, 'It asks to:'),
    boxes.map((box) => h('div', { class: 'box' }, box, h('label', { htmlFor: box.id }, scopeWords(box.value)))),
    h('div', { class: 'buttons' }, h('button', { class: 'button filled', type: 'submit' }, 'Allow'),
      h('button', { class: 'button borderless', type: 'button', onclick: deny }, 'Deny')));
}

export function deniedPanel(addonName, review) {
  return h('div', { class: 'panel', role: 'status' },
    h('span', { class: 'panel-picture' }, icon('shield')),
    h('h3', {}, 'Permission was not given'),
    h('p', {}, `${addonName} cannot show this without it.`),
    h('div', { class: 'buttons' }, h('button', { class: 'button outlined', type: 'button', onclick: review }, 'Review permissions')));
}

/** Signing in elsewhere; whoever has done so comes back and refreshes by hand. */
export function signInPanel({ resource }, { open, again }) {
  return h('div', { class: 'panel' },
    h('span', { class: 'panel-picture' }, icon('person')),
    h('h3', {}, `Sign in to ${resource}`),
    h('p', {}, 'Sign in in the window that opens, then refresh here.'),
    h('div', { class: 'buttons' }, h('button', { class: 'button filled', type: 'button', onclick: open }, 'Authorize'),
      h('button', { class: 'button outlined', type: 'button', onclick: again }, 'Refresh')));
}

export function emptyPanel(title, sentence) {
  return h('div', { class: 'panel' }, h('h3', {}, title), h('p', {}, sentence));
}
