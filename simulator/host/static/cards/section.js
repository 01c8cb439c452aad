// A section of a card, with its title and what of it may be folded away.
import { fill, h, uniqueId } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { settings } from '../shared/settings.js';
import { unsupported } from './marker.js';
import { markup } from './markup.js';
import { cardIcon } from './pictures.js';
import { misfits } from './strict.js';
import { widget } from './widgets.js';

const FOLDING = { en: ['Show more', 'Show less'], de: ['Mehr anzeigen', 'Weniger anzeigen'], es: ['Mostrar más', 'Mostrar menos'] };

export function drawSection(section, scene) {
  const wrong = misfits('Section', section, '', 'widgets');
  if (wrong.length) return h('section', { class: 'card-section' }, wrong.map(unsupported));
  const titleId = section.header && uniqueId('section');
  const drawn = section.widgets.map((each) => widget(each, scene));
  return h('section', { class: 'card-section', 'aria-labelledby': titleId },
    section.header && h('h4', { class: 'section-title', id: titleId }, markup(section.header, scene.linkTo)),
    section.collapsible ? folded(section, drawn) : drawn);
}

/** The widgets beyond the first few wait behind a button. */
function folded({ uncollapsibleWidgetsCount = 0, collapseControl = {} }, drawn) {
  const kept = drawn.slice(0, uncollapsibleWidgetsCount);
  const rest = h('div', { id: uniqueId('rest'), hidden: true }, drawn.slice(uncollapsibleWidgetsCount));
  if (rest.childElementCount === 0) return kept;
  const words = wordsOn(collapseControl, rest.childElementCount);
  const opener = h('button', { class: `plain turn align-${(collapseControl.horizontalAlignment ?? 'START').toLowerCase()}`, type: 'button', 'aria-controls': rest.id, onclick: turn });
  function turn() {
    rest.hidden = !rest.hidden;
    label();
  }
  function label() {
    opener.setAttribute('aria-expanded', String(!rest.hidden));
    fill(opener, words(rest.hidden));
  }
  label();
  return [kept, rest, opener];
}

/** The card's own words for folding, if it has both; else the usual ones. */
function wordsOn({ expandButton, collapseButton }, count) {
  const own = ({ icon: drawing, text, altText }) => [drawing && cardIcon(drawing, { named: !text }), text ?? altText];
  if (expandButton && collapseButton) return (isFolded) => own(isFolded ? expandButton : collapseButton);
  const [more, less] = FOLDING[settings.locale] ?? FOLDING.en;
  return (isFolded) => (isFolded ? [icon('down'), `${more} (${count})`] : [icon('up'), less]);
}
