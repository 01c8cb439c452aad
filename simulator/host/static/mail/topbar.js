// The bar at the top: search, who is signed in, language and time zone.
import { hear, tell } from '../shared/bus.js';
import { fill, find, h } from '../shared/dom.js';
import { LOCALES, remember, settings, TIME_ZONES } from '../shared/settings.js';
import { go, place } from './place.js';

export function startTopbar(people) {
  drawPeople(people);
  choices('#locale', Object.entries(LOCALES), settings.locale, (locale) => remember({ locale }));
  choices('#time-zone', zones(), settings.timeZone, (timeZone) => remember({ timeZone }));
  find('#search').addEventListener('submit', (event) => {
    event.preventDefault();
    go({ query: find('#query').value.trim(), thread: '' });
  });
  hear('place-changed', () => { find('#query').value = place.query; });
}

function drawPeople(people) {
  choices('#person', people.map(({ email, name }) => [email, name]), settings.person, (person) => {
    remember({ person });
    tell('person-changed');
  });
}

function choices(selector, options, value, take) {
  const select = find(selector);
  fill(select, options.map(([key, words]) => h('option', { value: key }, words)));
  select.value = value;
  select.addEventListener('change', () => {
    take(select.value);
    tell('settings-changed');
  });
}

function zones() {
  return [...new Set([settings.timeZone, ...TIME_ZONES])].map((zone) => [zone, zone.replaceAll('_', ' ')]);
}
