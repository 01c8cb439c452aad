// Which part of the page is in front when there is no room for all of them.
import { find } from '../shared/dom.js';

/** Brings the list, the open message or the add-on to the front; on a wide page all are there anyway. */
export function showView(view) {
  find('#frame').dataset.view = view;
  find('#tabs').querySelectorAll('button').forEach((tab) => {
    if (tab.dataset.view === view) tab.setAttribute('aria-current', 'true');
    else tab.removeAttribute('aria-current');
  });
}

/** Brings a part to the front and puts the keyboard there. */
function enter(view) {
  showView(view);
  find(`#${view}`).focus({ preventScroll: true });
}

export function startPanes() {
  find('#tabs').addEventListener('click', (event) => {
    const tab = event.target.closest('button');
    if (tab) enter(tab.dataset.view);
  });
  find('.skips').addEventListener('click', (event) => {
    const view = event.target.getAttribute('href')?.slice(1);
    // the address names the open mail, so a skip must not change it
    event.preventDefault();
    if (view) enter(view);
  });
  find('#folders-button').addEventListener('click', () => turnFolders(find('#frame').dataset.folders !== 'open'));
  find('#folders-veil').addEventListener('click', closeFolders);
  find('#folders').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || find('#frame').dataset.folders !== 'open') return;
    event.stopPropagation();
    closeFolders();
    find('#folders-button').focus();
  });
}

export function closeFolders() {
  turnFolders(false);
}

function turnFolders(open) {
  find('#frame').dataset.folders = open ? 'open' : 'closed';
  find('#folders-button').setAttribute('aria-expanded', String(open));
  if (open) find('#folders button').focus();
}
