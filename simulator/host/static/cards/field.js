// The frame around every input: its label, its hint and the place where it complains.
import { h, uniqueId } from '../shared/dom.js';

/** A labelled field around a single control. */
export function field(control, { label, hint, extra = [] }) {
  const [complaint, complain] = complaintFor(control);
  const hintId = uniqueId('hint');
  control.id ||= uniqueId('input');
  control.setAttribute('aria-describedby', [hint && hintId, complaint.id].filter(Boolean).join(' '));
  if (!label && hint) control.setAttribute('aria-label', hint);
  const element = h('div', { class: 'field' },
    label && h('label', { htmlFor: control.id }, label),
    control,
    extra,
    hint && h('p', { class: 'hint', id: hintId }, hint),
    complaint);
  return { element, complain };
}

/** A group of boxes or buttons under one legend. */
export function fieldGroup(boxes, { label, name, role = null }) {
  const element = h('fieldset', { class: 'field', role },
    h('legend', { class: label ? null : 'unseen' }, label || name), boxes);
  const [complaint, complain] = complaintFor(element);
  element.setAttribute('aria-describedby', complaint.id);
  element.append(complaint);
  return { element, complain };
}

function complaintFor(control) {
  const complaint = h('p', { class: 'complaint', id: uniqueId('complaint'), role: 'alert' });
  const complain = (sentence) => {
    complaint.textContent = sentence;
    if (control.matches('fieldset')) return;
    if (sentence) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
  };
  return [complaint, complain];
}
