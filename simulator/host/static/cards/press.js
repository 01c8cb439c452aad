// What happens when a person presses something on a card.
import { openMenu } from './menu.js';
import { cardIcon } from './pictures.js';

/** Does what an `onClick` says. `extra` are parameters the widget adds by itself. */
export function press(onClick, scene, anchor, extra = {}) {
  if (onClick.action) scene.run(onClick.action, { extra });
  else if (onClick.openLink) scene.openLink(onClick.openLink);
  else if (onClick.openDynamicLinkAction) scene.run(onClick.openDynamicLinkAction, { extra, opensLink: true });
  else if (onClick.card) scene.push(onClick.card);
  else if (onClick.overflowMenu) openMenu(anchor, onClick.overflowMenu.items.map((item) => menuItem(item, scene, anchor)));
}

function menuItem({ text, startIcon, onClick, disabled = false }, scene, anchor) {
  const usable = onClick && !onClick.overflowMenu && !disabled;
  return { text, icon: startIcon && cardIcon(startIcon), disabled: !usable, choose: () => press(onClick, scene, anchor) };
}
