// The register of widgets: each name a card may use, and what draws it.
import { h } from '../shared/dom.js';
import { buttonList, chipList } from './buttons.js';
import { selectionInput } from './choices.js';
import { dateTimePicker } from './dates.js';
import { divider, grid, image } from './gallery.js';
import { textInput } from './inputs.js';
import { unsupported } from './marker.js';
import { misfits } from './strict.js';
import { decoratedText, textParagraph } from './text.js';

const WIDGETS = {
  buttonList, chipList, columns, dateTimePicker, decoratedText, divider, grid, image, selectionInput, textInput, textParagraph,
};

/** Draws a widget, or says what is wrong with it. */
export function widget(spec, scene, type = 'Widget') {
  const wrong = misfits(type, spec);
  if (wrong.length) return h('div', { class: 'widget' }, wrong.map(unsupported));
  const name = Object.keys(WIDGETS).find((each) => each in spec);
  const alignment = spec.horizontalAlignment?.toLowerCase();
  return h('div', { class: `widget ${alignment ? `align-${alignment}` : ''}`, 'data-widget': name }, WIDGETS[name](spec[name], scene));
}

/** Side by side; Gmail draws columns in the compose window only. */
function columns({ columnItems }, scene) {
  if (scene.place !== 'compose') return unsupported('columns are drawn in the compose window only');
  return h('div', { class: 'columns' }, columnItems.map((column) => h('div', { class: columnLook(column) },
    column.widgets.map((each) => widget(each, scene, 'WidgetInColumn')))));
}

function columnLook({ horizontalSizeStyle = 'FILL_AVAILABLE_SPACE', horizontalAlignment = 'START', verticalAlignment = 'TOP' }) {
  const width = horizontalSizeStyle === 'FILL_AVAILABLE_SPACE' ? 'wide' : 'narrow';
  return `column ${width} align-${horizontalAlignment.toLowerCase()} at-${verticalAlignment.toLowerCase()}`;
}
