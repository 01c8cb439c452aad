// What a person has filled in on one card, and the form inputs an event carries of it.

/** A form; `kept` are the values typed on the card that stood here before. */
export function newForm(kept = new Map()) {
  const controls = [];
  const typed = new Map(kept);
  return {
    typed,
    kept: (name) => typed.get(name),
    keep: (name, value) => typed.set(name, value),
    /** A control says how it is read (`null`: nothing there), what is wrong with it, and where to complain. */
    add: (control) => controls.push({ fault: () => '', ...control }),
    inputs: () => controls.reduce(gather, {}),
    refuses: (action) => refusal(controls, action),
  };
}

function gather(inputs, { name, read }) {
  const input = read();
  if (input === null) return inputs;
  const before = inputs[name]?.stringInputs?.value ?? [];
  const merged = input.stringInputs ? { stringInputs: { value: [...before, ...input.stringInputs.value] } } : input;
  return { ...inputs, [name]: merged };
}

/** Complains where something needed is missing or wrong; true keeps the action from running. */
function refusal(controls, { requiredWidgets = [], allWidgetsAreRequired = false }) {
  const needed = (name) => allWidgetsAreRequired || requiredWidgets.includes(name);
  const filled = new Set(controls.filter(({ read }) => read() !== null).map(({ name }) => name));
  const faulty = controls.filter((control) => {
    const sentence = needed(control.name) && !filled.has(control.name) ? 'Please fill this in.' : control.fault();
    control.complain(sentence);
    return sentence !== '';
  });
  faulty[0]?.focus();
  return faulty.length > 0;
}
