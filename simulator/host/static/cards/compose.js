// The add-on inside the window where a mail is written: its buttons, and its cards in a small pane.
import { fill, h } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { trigger } from './performing.js';
import { show } from './showing.js';
import { newStack } from './stack.js';
import { newSurface } from './surface.js';

/** The add-on's buttons for a compose window. `draft` tells recipients and message, and takes changes of the draft. */
export function composeActions(addon, pane, draft) {
  return (addon?.composeActions ?? []).map(({ label }, index) => h('button', {
    class: 'button outlined', type: 'button', 'aria-haspopup': 'dialog', onclick: (event) => openPane(event.currentTarget, { addon, pane, draft, label, index }),
  }, icon('sidebar'), h('span', {}, label)));
}

function openPane(opener, { addon, pane, draft, label, index }) {
  const close = () => {
    fill(pane);
    pane.hidden = true;
    opener.focus();
  };
  const onDraft = (told) => {
    if (told.updateDraftActionMarkup) draft.change(told.updateDraftActionMarkup);
    close();
  };
  const stack = newStack({ entry: 'compose', index });
  stack.context = draft.context;
  const surface = newSurface({ where: 'compose', addon, onDraft });
  fill(pane, h('div', { class: 'addon-bar' }, h('h3', {}, label),
    h('button', { class: 'icon-button', type: 'button', 'aria-label': `Close ${label}`, onclick: close }, icon('close'))), surface.place.element);
  pane.hidden = false;
  pane.setAttribute('aria-label', label);
  pane.onkeydown = (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  show(surface.place, stack);
  trigger(surface, stack, stack.trigger);
  pane.querySelector('button').focus();
}
