// A whole card: header, sections, footer. What is not as documented is marked, not guessed at.
import { h } from '../shared/dom.js';
import { icon } from '../shared/icons.js';
import { button } from './buttons.js';
import { unsupported } from './marker.js';
import { openMenu } from './menu.js';
import { picture } from './pictures.js';
import { press } from './press.js';
import { drawSection } from './section.js';
import { asksForDialog, misfits } from './strict.js';

const MOST_WIDGETS = 100;

/** The element of a card. `scene` says where it stands and what its presses do. */
export function drawCard(card, scene) {
  const wrong = asksForDialog(card) ? ['Card dropped: action.interaction is for Chat only'] : misfits('Card', card, '', 'sections');
  if (wrong.length) return h('article', { class: 'card' }, wrong.map(unsupported));
  const { fits, dropped } = withinLimit(card.sections);
  return h('article', { class: `card ${card.sectionDividerStyle === 'NO_DIVIDER' ? 'undivided' : ''}`, 'aria-label': card.header?.title ?? 'Card' },
    card.header && header(card, scene),
    fits.map((section) => drawSection(section, scene)),
    dropped > 0 && unsupported(`${dropped} section(s) dropped, a card holds at most ${MOST_WIDGETS} widgets`),
    card.fixedFooter && footer(card.fixedFooter, scene));
}

/** The section that passes the limit is dropped, and all that follow it. */
function withinLimit(sections) {
  let count = 0;
  const past = sections.findIndex((section) => {
    count += widgetCount(section);
    return count > MOST_WIDGETS;
  });
  return past < 0 ? { fits: sections, dropped: 0 } : { fits: sections.slice(0, past), dropped: sections.length - past };
}

function widgetCount(section) {
  const inColumns = (each) => (each?.columns?.columnItems ?? []).reduce((sum, column) => sum + (column?.widgets?.length ?? 0), 0);
  const widgets = Array.isArray(section?.widgets) ? section.widgets : [];
  return widgets.reduce((sum, each) => sum + 1 + inColumns(each), 0);
}

/** Title, subtitle and picture, as they also stand on the bar of a waiting card. */
export function headerWords({ title, subtitle, imageUrl, imageAltText, imageType }, level = 'h3') {
  return [
    imageUrl && picture(imageUrl, imageAltText, `card-portrait ${imageType === 'CIRCLE' ? 'round' : ''}`),
    h('span', { class: 'card-titles' }, h(level, { class: 'card-title' }, title), subtitle && h('span', { class: 'card-subtitle' }, subtitle)),
  ];
}

function header({ header: words, cardActions = [] }, scene) {
  return h('div', { class: 'card-header' }, headerWords(words), cardActions.length > 0 && actionsMenu(cardActions, scene));
}

function actionsMenu(cardActions, scene) {
  const opener = h('button', {
    class: 'icon-button', type: 'button', 'aria-label': 'Card actions', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    onclick: () => openMenu(opener, cardActions.map(({ actionLabel, onClick }) => ({
      text: actionLabel, choose: () => press(onClick, scene, opener),
    }))),
  }, icon('more'));
  return opener;
}

/** The first button leads, in the add-on's colour unless it has its own. */
function footer({ primaryButton, secondaryButton }, scene) {
  return h('div', { class: 'card-footer' },
    secondaryButton && button({ type: 'BORDERLESS', ...secondaryButton }, scene),
    button({ type: 'FILLED', ...primaryButton }, scene));
}
