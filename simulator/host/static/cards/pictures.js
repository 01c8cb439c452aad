// Images and icons on a card. Pictures come through the page's own backend, never straight from the add-on.
import { h } from '../shared/dom.js';
import { icon, knownIcon } from '../shared/icons.js';
import { imageAt } from './links.js';

/** A built-in icon, or a small picture. `named` icons speak for themselves to screen readers. */
export function cardIcon(spec, { named = true } = {}) {
  const name = named ? spec.altText : '';
  if (spec.iconUrl) return picture(spec.iconUrl, name, `card-icon ${spec.imageType === 'CIRCLE' ? 'round' : ''}`);
  return h('span', { class: 'card-icon', role: name ? 'img' : null, 'aria-label': name || null }, knownIcon(spec.knownIcon));
}

/** A picture; when it cannot be had, a torn sheet with its name. */
export function picture(url, name, className) {
  const image = h('img', { class: className, src: imageAt(url), alt: name ?? '', loading: 'lazy' });
  image.addEventListener('error', () => image.replaceWith(
    h('span', { class: `${className} torn`, role: 'img', 'aria-label': name || 'Picture', title: url }, icon('broken')),
  ));
  return image;
}
