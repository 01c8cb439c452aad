// Choosing from given items: boxes, radio buttons, switches, a drop-down, a list with chips.
import { h, uniqueId } from '../shared/dom.js';
import { field, fieldGroup } from './field.js';
import { manyChoices } from './many.js';

/** The values chosen: what the person last set, else what the card says. */
function chosenAtFirst({ name, items = [] }, scene) {
  return scene.form.kept(name) ?? items.filter((item) => item.selected).map((item) => item.value);
}

export function selectionInput(spec, scene) {
  const chosen = chosenAtFirst(spec, scene);
  const changed = (values) => {
    scene.form.keep(spec.name, values);
    if (spec.onChangeAction) scene.run(spec.onChangeAction);
  };
  const { element, complain, read, focus } = KINDS[spec.type ?? 'CHECK_BOX'](spec, chosen, changed, scene);
  const stringInputs = () => ({ stringInputs: { value: read() } });
  scene.form.add({ name: spec.name, read: () => (read().length ? stringInputs() : null), focus, complain });
  return element;
}

const KINDS = {
  CHECK_BOX: (spec, chosen, changed) => boxes(spec, chosen, changed, { type: 'checkbox' }),
  SWITCH: (spec, chosen, changed) => boxes(spec, chosen, changed, { type: 'checkbox', role: 'switch', class: 'switch' }),
  RADIO_BUTTON: (spec, chosen, changed) => boxes(spec, chosen, changed, { type: 'radio' }),
  DROPDOWN: dropdown,
  MULTI_SELECT: manyChoices,
};

function boxes({ name, label, items = [] }, chosen, changed, attributes) {
  const group = uniqueId('group');
  const inputs = items.map((item) => h('input', {
    ...attributes, name: group, id: uniqueId('box'), value: item.value, checked: chosen.includes(item.value),
    onchange: () => changed(read()),
  }));
  const read = () => inputs.filter((input) => input.checked).map((input) => input.value);
  const rows = inputs.map((input, index) => h('div', { class: 'box' }, input, h('label', { htmlFor: input.id }, items[index].text)));
  return { ...fieldGroup(rows, { label, name, role: attributes.type === 'radio' ? 'radiogroup' : null }), read, focus: () => inputs[0]?.focus() };
}

function dropdown({ name, label, items = [] }, chosen, changed) {
  const select = h('select', { name, onchange: () => changed(read()) },
    chosen.length === 0 && h('option', { value: '' }, 'Choose…'),
    items.map((item) => h('option', { value: item.value }, item.text)));
  const nothing = () => select.selectedIndex < 0 || (chosen.length === 0 && select.selectedIndex === 0);
  const read = () => (nothing() ? [] : [select.value]);
  if (chosen.length) select.value = chosen[0];
  const { element, complain } = field(select, { label: label || name });
  return { element, complain, read, focus: () => select.focus() };
}
