// Says what in a card is not as documented; what it names is not drawn, for the real host would not guess either.
import { knownIcon } from '../shared/icons.js';
import { CHOICES, LENGTHS, SHAPES } from './shapes.js';

const PLAIN = {
  string: (value) => typeof value === 'string' || 'must be text',
  boolean: (value) => typeof value === 'boolean' || 'must be true or false',
  number: (value) => typeof value === 'number' || 'must be a number',
  integer: (value) => Number.isInteger(value) || 'must be a whole number',
  int64: (value) => /^-?\d+$/.test(String(value)) || 'must be a whole number of milliseconds',
  object: (value) => isObject(value) || 'must be an object',
  https: (value) => (isUrl(value, ['https:']) && !/\.svg$/i.test(new URL(value).pathname)) || 'must be the https address of a PNG or JPG',
  function: (value) => isUrl(value, ['https:']) || 'must be an absolute https address',
  link: (value) => isUrl(value, ['https:', 'http:', 'mailto:', 'tel:']) || 'must be https, mailto or tel',
};

/** Sentences such as "textInput.lable is not known", empty when all is well; `except` answers for itself. */
export function misfits(type, value, path = '', except = '') {
  const shape = SHAPES[type];
  if (!isObject(value)) return [`${path || type} must be an object`];
  const checked = Object.keys(value).filter((name) => name !== except);
  return [
    ...checked.flatMap((name) => misfitsOf(shape, value, name, path)),
    ...missing(shape, value, path),
    ...wrongChoice(type, value, path),
    ...wrongLength(type, value, path),
    ...(EXTRA[type]?.(value, path) ?? []),
  ];
}

/** Whether an add-on's card asks for the dialogs only Chat has; Gmail then drops the whole card. */
export function asksForDialog(node) {
  if (node === null || typeof node !== 'object') return false;
  return Object.entries(node).some(([name, value]) => (name === 'interaction' && 'function' in node) || asksForDialog(value));
}

function misfitsOf(shape, value, name, path) {
  const kind = [name, `${name}!`].filter((key) => Object.hasOwn(shape, key)).map((key) => shape[key])[0];
  const here = path ? `${path}.${name}` : name;
  return kind === undefined ? [`${here} is not known`] : misfitsOfKind(kind, value[name], here);
}

function misfitsOfKind(kind, value, here) {
  if (kind instanceof Set) return kind.has(value) ? [] : [`${here} cannot be “${value}”`];
  if (Array.isArray(kind)) {
    if (!Array.isArray(value)) return [`${here} must be a list`];
    return value.flatMap((entry, index) => misfitsOfKind(kind[0], entry, `${here}[${index}]`));
  }
  if (!Object.hasOwn(PLAIN, kind)) return misfits(kind, value, here);
  const verdict = PLAIN[kind](value);
  return verdict === true ? [] : [`${here} ${verdict}`];
}

function missing(shape, value, path) {
  return Object.keys(shape)
    .filter((name) => name.endsWith('!') && value[name.slice(0, -1)] === undefined)
    .map((name) => `${path ? `${path}.` : ''}${name.slice(0, -1)} is missing`);
}

function wrongChoice(type, value, path) {
  const [least, most, names] = CHOICES[type] ?? [0, Infinity, []];
  const chosen = names.filter((name) => name in value);
  if (chosen.length > most) return [`${path || type} may have only one of ${chosen.join(', ')}`];
  return chosen.length < least ? [`${path || type} has none of ${names.join(', ')}`] : [];
}

function wrongLength(type, value, path) {
  return Object.entries(LENGTHS[type] ?? {}).flatMap(([name, [least, most]]) => {
    const here = path ? `${path}.${name}` : name;
    if (!Array.isArray(value[name])) return [];
    if (value[name].length < least) return [`${here} needs at least ${least}`];
    return value[name].length > most ? [`${here} has ${value[name].length} entries, ${most} are allowed`] : [];
  });
}

const EXTRA = {
  Icon: (value, path) => {
    if ('materialIcon' in value) return [`${path}.materialIcon is drawn in Chat only`];
    return 'knownIcon' in value && !knownIcon(value.knownIcon) ? [`${path}.knownIcon “${value.knownIcon}” is not known`] : [];
  },
  Button: (value, path) => (value.text || value.icon ? [] : [`${path} has neither text nor icon`]),
  TextInput: (value, path) => (value.label || value.hintText ? [] : [`${path} needs a label or a hintText`]),
  SelectionInput: (value, path) => {
    const chosen = (value.items ?? []).filter((item) => item?.selected).length;
    const single = ['RADIO_BUTTON', 'DROPDOWN'].includes(value.type);
    return single && chosen > 1 ? [`${path} may have one item selected, not ${chosen}`] : [];
  },
};

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isUrl(value, schemes) {
  return typeof value === 'string' && URL.canParse(value) && schemes.includes(new URL(value).protocol);
}
