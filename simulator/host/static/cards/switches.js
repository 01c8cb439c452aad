// A switch or box at the end of a line.
import { h } from '../shared/dom.js';
import { plain } from './markup.js';

/** On, it sends its value; off, it is absent from the form. */
export function switchControl({ name, value = '', selected = false, onChangeAction, controlType = 'SWITCH' }, text, scene) {
  const key = `${name}\u0000${value}`;
  const box = h('input', {
    type: 'checkbox', role: controlType === 'SWITCH' ? 'switch' : null, class: controlType === 'SWITCH' ? 'switch' : null,
    checked: scene.form.kept(key) ?? selected, 'aria-label': plain(text), onchange: changed,
  });
  function changed() {
    scene.form.keep(key, box.checked);
    if (onChangeAction) scene.run(onChangeAction);
  }
  scene.form.add({
    name,
    read: () => (box.checked ? { stringInputs: { value: [value] } } : null),
    focus: () => box.focus(),
    complain: (sentence) => { box.setCustomValidity(sentence); if (sentence) box.reportValidity(); },
  });
  return box;
}
