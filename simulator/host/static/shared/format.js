// Dates, sizes and names as the person reads them, in their language and time zone.
import { settings } from './settings.js';

const DAY = 86_400_000;

/** Today the hour, this year the day, before that the date. */
export function shortDate(milliseconds) {
  const date = new Date(milliseconds);
  if (day(date) === day(new Date())) return formatted(date, { hour: '2-digit', minute: '2-digit' });
  if (Date.now() - milliseconds < 300 * DAY) return formatted(date, { day: 'numeric', month: 'short' });
  return formatted(date, { day: '2-digit', month: '2-digit', year: '2-digit' });
}

export function longDate(milliseconds) {
  return formatted(new Date(milliseconds), { dateStyle: 'medium', timeStyle: 'short' });
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** "Ana Ruiz <ana@example.org>" as its parts; a bare address names itself. */
export function address(text) {
  const parts = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(text ?? '');
  if (!parts) return { name: (text ?? '').trim(), email: (text ?? '').trim() };
  return { name: parts[1] || parts[2], email: parts[2] };
}

export function initials(name) {
  const words = name.replace(/@.*/, '').split(/[\s._-]+/).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join('') || '?';
}

/** One of a few calm colours, always the same for the same name. */
export function shade(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 8, 7);
}

function day(date) {
  return formatted(date, { dateStyle: 'short' });
}

function formatted(date, options) {
  return new Intl.DateTimeFormat(settings.locale, { timeZone: settings.timeZone, ...options }).format(date);
}
