// Keeps the keyboard where it was when a card is drawn anew.

/** Remembers what has the focus inside a place, by its name and words, for after the redrawing. */
export function focusMark(place) {
  const element = document.activeElement;
  if (!place.contains(element)) return null;
  return { element, name: element.getAttribute('name'), words: wordsOf(element) };
}

/** Gives the focus back to the same thing; a card that was pushed is focused itself. */
export function refocus(place, mark, moved) {
  if (!mark || place.contains(document.activeElement)) return;
  if (moved !== 'pushed' && place.contains(mark.element)) mark.element.focus();
  else (moved === 'pushed' ? null : likeness(place, mark))?.focus();
  if (!place.contains(document.activeElement)) focusFirst(place);
}

function likeness(place, { name, words }) {
  const all = [...place.querySelectorAll('button, input, select, textarea, a')];
  return all.find((each) => (name ? each.getAttribute('name') === name : words && wordsOf(each) === words));
}

function wordsOf(element) {
  return element.getAttribute('aria-label') ?? element.textContent;
}

function focusFirst(place) {
  const card = place.querySelector('.card, .panel');
  if (!card) return;
  card.tabIndex = -1;
  card.focus({ preventScroll: true });
}
