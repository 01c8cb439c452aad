// Colours an add-on chooses, moved just far enough to stay readable on the page, light or dark.

const READABLE = 4.6;
// what cards stand on, in light and in dark, as in theme.css
const SURFACES = ['#ffffff', '#171d1a'];
const painter = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

/** The colour itself, or the nearest one that can be read, in light and in dark; null when it is no colour. */
export function readable(colour) {
  const wanted = parsed(colour);
  return wanted && inBoth((surface) => css(moved(wanted, surface)));
}

/** What reads best on the readable form of a colour. */
export function inkOnReadable(colour) {
  return inBoth((surface) => inkOn(css(moved(parsed(colour), surface))));
}

function inBoth(choose) {
  return `light-dark(${SURFACES.map(choose).join(', ')})`;
}

function moved(wanted, surface) {
  const behind = parsed(surface);
  const towards = luminance(behind) > 0.4 ? 0 : 255;
  let [seen, share] = [wanted, 0];
  while (contrast(seen, behind) < READABLE && share < 1) {
    share += 0.05;
    seen = wanted.map((part) => Math.round(part + (towards - part) * share));
  }
  return seen;
}

/** Black or white, whichever reads better on the colour. */
export function inkOn(colour) {
  const behind = parsed(colour) ?? [0, 0, 0];
  return contrast([255, 255, 255], behind) >= contrast([17, 20, 19], behind) ? '#ffffff' : '#111413';
}

/** A card's `{red, green, blue}` between 0 and 1. */
export function fromParts({ red = 0, green = 0, blue = 0 }) {
  return css([red, green, blue].map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255)));
}

function parsed(colour) {
  if (!CSS.supports('color', colour)) return null;
  painter.clearRect(0, 0, 1, 1);
  painter.fillStyle = colour;
  painter.fillRect(0, 0, 1, 1);
  const [red, green, blue] = painter.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function luminance(parts) {
  const [red, green, blue] = parts.map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function css([red, green, blue]) {
  return `rgb(${red} ${green} ${blue})`;
}
