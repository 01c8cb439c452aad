// Gives the add-on's sidebar the colour its deployment asks for, readable in light and in dark.
import { inkOnReadable, readable } from './cards/colour.js';

const OWN = '#14634f';

export function paint(addon) {
  const asked = addon?.primaryColor;
  const colour = asked && readable(asked) ? asked : OWN;
  document.documentElement.style.setProperty('--addon', readable(colour));
  document.documentElement.style.setProperty('--addon-ink', inkOnReadable(colour));
}
