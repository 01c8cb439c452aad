// Text boxes, with suggestions and their own checks.
import { h } from '../shared/dom.js';
import { field } from './field.js';
import { listbox } from './listbox.js';

const PAUSE = 200;
const CHECKS = {
  INTEGER: [/^-?\d+$/, 'Please enter a whole number.', 'numeric'],
  FLOAT: [/^-?\d+([.,]\d+)?$/, 'Please enter a number.', 'decimal'],
  EMAIL: [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'Please enter an e-mail address.', 'email'],
};

export function textInput(spec, scene) {
  const { name, label, hintText, type, value = '', validation = {} } = spec;
  const many = type === 'MULTIPLE_LINE';
  const box = h(many ? 'textarea' : 'input', {
    name, rows: many ? 3 : null, maxlength: validation.characterLimit, value: scene.form.kept(name) ?? value,
    inputmode: CHECKS[validation.inputType]?.[2], oninput: () => scene.form.keep(name, box.value),
    onchange: () => spec.onChangeAction && scene.run(spec.onChangeAction),
  });
  const extra = [validation.characterLimit > 0 && counter(box, validation.characterLimit)];
  if (spec.autoCompleteAction || spec.initialSuggestions) extra.push(suggestions(box, spec, scene));
  const { element, complain } = field(box, { label, hint: hintText, extra });
  scene.form.add({
    name,
    read: () => (box.value === '' ? null : { stringInputs: { value: [box.value] } }),
    fault: () => fault(box.value, validation.inputType),
    focus: () => box.focus(),
    complain,
  });
  return element;
}

function fault(text, inputType) {
  const [pattern, sentence] = CHECKS[inputType] ?? [/^/, ''];
  return text === '' || pattern.test(text) ? '' : sentence;
}

function counter(box, limit) {
  const count = h('p', { class: 'counter', 'aria-hidden': 'true' });
  const tell = () => { count.textContent = `${box.value.length} / ${limit}`; };
  box.addEventListener('input', tell);
  tell();
  return count;
}

/** Below a single line a list that follows the typing; below a large box plain buttons. */
function suggestions(box, spec, scene) {
  const choose = ({ text }) => {
    box.value = text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const given = spec.initialSuggestions?.items ?? [];
  if (box.matches('textarea')) return offered(given, choose);
  const popup = listbox(box, { name: `Suggestions for ${spec.label ?? spec.name}`, choose: (item) => { chosen = item.text; choose(item); } });
  let [chosen, timer, asked] = [null, 0, 0];
  const refresh = async () => {
    const mine = (asked += 1);
    const typed = box.value;
    const local = given.filter(({ text }) => text.toLowerCase().includes(typed.toLowerCase()));
    if (!spec.autoCompleteAction || typed === '') return popup.show(local);
    const items = await scene.suggest(spec.autoCompleteAction);
    return mine === asked && document.activeElement === box ? popup.show(items) : null;
  };
  box.addEventListener('focus', () => given.length && refresh());
  box.addEventListener('input', () => {
    clearTimeout(timer);
    if (box.value === chosen) return;
    chosen = null;
    timer = setTimeout(refresh, spec.autoCompleteAction ? PAUSE : 0);
  });
  return popup.list;
}

function offered(given, choose) {
  return h('div', { class: 'chips' }, given.map((item) => h('button', { class: 'chip', type: 'button', onclick: () => choose(item) }, item.text)));
}
