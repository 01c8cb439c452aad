// Gives the add-on's sidebar the colour its deployment asks for, readable in light and in dark.
import { inkOn, readable, surfaceColour } from './cards/colour.js';

const OWN = '#14634f';

export function paint(addon) {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const colour = readable(addon?.primaryColor ?? OWN, surfaceColour()) ?? OWN;
    document.documentElement.style.setProperty('--addon', colour);
    document.documentElement.style.setProperty('--addon-ink', inkOn(colour));
  };
  dark.addEventListener('change', apply);
  apply();
}
