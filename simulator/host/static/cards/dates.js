// Date and time pickers. Dates never shift: they are calendar dates, kept at midnight UTC.
import { h } from '../shared/dom.js';
import { field } from './field.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

const PICKERS = {
  DATE_ONLY: {
    type: 'date',
    shown: (milliseconds) => iso(milliseconds).slice(0, 10),
    read: (text) => ({ dateInput: { msSinceEpoch: String(Date.parse(`${text}T00:00Z`)) } }),
  },
  TIME_ONLY: {
    type: 'time',
    shown: (milliseconds) => iso(((milliseconds % DAY) + DAY) % DAY).slice(11, 16),
    read: (text) => ({ timeInput: { hours: Number(text.slice(0, 2)), minutes: Number(text.slice(3, 5)) } }),
  },
  DATE_AND_TIME: {
    type: 'datetime-local',
    shown: (milliseconds, offsetAt) => iso(milliseconds + offsetAt(milliseconds)).slice(0, 16),
    read: (text, offsetAt) => {
      const written = Date.parse(`${text.slice(0, 16)}:00Z`);
      const instant = written - offsetAt(written - offsetAt(written));
      return { dateTimeInput: { msSinceEpoch: String(instant), hasDate: true, hasTime: true } };
    },
  },
};

export function dateTimePicker(spec, scene) {
  const { name, label, type = 'DATE_AND_TIME', valueMsEpoch, onChangeAction } = spec;
  const picker = PICKERS[type];
  const offsetAt = offsetFor(spec, scene);
  const given = valueMsEpoch === undefined ? '' : picker.shown(Number(valueMsEpoch), offsetAt);
  const box = h('input', {
    type: picker.type, name, value: scene.form.kept(name) ?? given, oninput: () => scene.form.keep(name, box.value),
  });
  const { element, complain } = field(box, { label: label || name, extra: onChangeAction ? [savingButtons(box, onChangeAction, scene)] : [] });
  scene.form.add({
    name,
    read: () => (box.value === '' ? null : picker.read(box.value, offsetAt)),
    focus: () => box.focus(),
    complain,
  });
  return element;
}

/** The picker's change is told when the person saves or clears, not with every digit. */
function savingButtons(box, action, scene) {
  const clear = () => {
    box.value = '';
    box.dispatchEvent(new Event('input', { bubbles: true }));
    scene.run(action);
  };
  return h('div', { class: 'buttons small' },
    h('button', { class: 'button outlined', type: 'button', onclick: () => scene.run(action) }, 'Save'),
    h('button', { class: 'button borderless', type: 'button', onclick: clear }, 'Clear'));
}

function offsetFor({ timezoneOffsetDate }, scene) {
  return timezoneOffsetDate === undefined ? (moment) => zoneOffset(moment, scene.timeZone()) : () => timezoneOffsetDate * MINUTE;
}

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function zoneOffset(moment, timeZone) {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(moment);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(moment / 1000) * 1000;
}

function iso(milliseconds) {
  return new Date(milliseconds).toISOString();
}
