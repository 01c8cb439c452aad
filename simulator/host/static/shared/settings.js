// Who sits at this browser: person, language and time zone, remembered between visits.

const KEY = 'mailbox-host';
export const LOCALES = { en: 'English', de: 'Deutsch', es: 'Español' };
export const TIME_ZONES = [
  'Europe/Berlin', 'Europe/Madrid', 'Europe/London', 'America/New_York', 'America/Los_Angeles',
  'America/Bogota', 'Asia/Kolkata', 'Australia/Sydney', 'Pacific/Kiritimati', 'UTC',
];

export const settings = { person: '', locale: 'en', timeZone: ownTimeZone(), ...remembered() };

export function remember(changes) {
  Object.assign(settings, changes);
  localStorage.setItem(KEY, JSON.stringify(settings));
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function ownTimeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
