// Starts the page: who is here, which mailboxes they may open, which add-on is deployed.
import { startSidebar } from './cards/sidebar.js';
import { startCompose } from './mail/compose.js';
import { startDrawer } from './mail/drawer.js';
import { startFolders } from './mail/folders.js';
import { startKeys } from './mail/keys.js';
import { startLive } from './mail/live.js';
import { startPanes } from './mail/panes.js';
import { followAddress, go, place } from './mail/place.js';
import { startReader } from './mail/reader.js';
import { startThreads } from './mail/threads.js';
import { startTopbar } from './mail/topbar.js';
import { startTrouble } from './mail/trouble.js';
import { paint } from './paint.js';
import { hear } from './shared/bus.js';
import { get } from './shared/server.js';
import { remember, settings } from './shared/settings.js';
import { toast } from './shared/toast.js';

async function start() {
  const { people, addon } = await get('/host/session');
  if (!people.some(({ email }) => email === settings.person)) remember({ person: people[0]?.email ?? '' });
  const mailboxes = () => people.find(({ email }) => email === settings.person)?.mailboxes ?? [];
  const addresses = () => mailboxes().map(({ email }) => email);
  paint(addon);
  startTopbar(people);
  startPanes();
  startFolders(mailboxes);
  startThreads();
  startReader();
  startCompose(addon);
  startSidebar(addon);
  startDrawer(everyMailbox(people), addon?.scopes ?? []);
  startKeys();
  startLive();
  startTrouble();
  followAddress(addresses);
  hear('person-changed', () => {
    const mailbox = addresses().includes(place.mailbox) ? place.mailbox : addresses()[0] ?? '';
    go({ mailbox, label: 'INBOX', query: '', thread: '' });
  });
  document.body.dataset.ready = 'true';
}

function everyMailbox(people) {
  return [...new Map(people.flatMap(({ mailboxes }) => mailboxes).map((mailbox) => [mailbox.email, mailbox])).values()];
}

start().catch((trouble) => toast(trouble.message));
