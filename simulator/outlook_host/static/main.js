// The page: who is there, the messages of a mailbox, the one that is open or being written, and the add-in beside it.

import { Draft } from "./draft.js";
import { Frames, THEMES } from "./frames.js";
import * as server from "./server.js";

const by = (id) => document.getElementById(id);
const EVERY = 3_000;
const FIELDS = "id,subject,from,toRecipients,receivedDateTime,isRead,isDraft,categories,conversationId,internetMessageId";

let person = null;
let mailbox = null;
let open = null;
let drawn = "";
let frames = null;
const draft = new Draft(() => described());

const at = (rest) => `/users/${encodeURIComponent(mailbox.email)}${rest}`;
const one = (id, rest = "") => at(`/messages/${encodeURIComponent(id)}${rest}`);
const ask = (verb, path, body) => server.graph(person, verb, path, body);
/** Ids as Outlook writes them. */
const ews = (id) => id.replaceAll("-", "/").replaceAll("_", "+");
const address = (each) => each?.emailAddress?.address ?? "";

function describe() {
  if (draft.isOpen) return { isCompose: true, conversationId: draft.answers ? ews(draft.answers.conversationId) : null };
  if (!open) return null;
  const { id, conversationId, internetMessageId, subject } = open;
  return { itemId: ews(id), conversationId: ews(conversationId), internetMessageId, subject };
}

function described() {
  frames.tell({ item: describe() });
  by("compose").hidden = !draft.isOpen;
  by("message").hidden = draft.isOpen || !open;
  by("nothing").hidden = draft.isOpen || Boolean(open);
}

const desk = {
  person: () => person,
  now: () => ({ language: by("language").value, theme: by("theme").value, item: describe() }),
  get: (name) => draft.get(name),
  set: (name, value) => draft.set(name, value),
  insert: (text) => draft.insert(text),
  prepend: (text) => draft.prepend(text),
  body: () => by("body").textContent,
  reply(form) {
    draft.reply(open, false);
    draft.insert(new DOMParser().parseFromString(form.htmlBody.replaceAll("<br>", "\n"), "text/html").body.textContent);
  },
};

function choices(select, options, chosen) {
  select.replaceChildren(...options.map(({ value, text }) => new Option(text, value, false, value === chosen)));
}

async function choosePerson(email) {
  person = server.people().find((each) => each.email === email);
  const found = server.mailboxesOf(person);
  choices(by("mailbox"), found.map((each) => ({ value: each.email, text: each.name })));
  frames.open(); // whoever sits down anew signs in anew
  await chooseMailbox(by("mailbox").value);
}

async function chooseMailbox(email) {
  mailbox = server.mailboxesOf(person).find((each) => each.email === email) ?? null;
  open = null;
  draft.close();
  if (!mailbox) return;
  const { value } = await ask("GET", at("/mailFolders?$top=50"));
  const inbox = value.find((each) => each.displayName === "Inbox") ?? value[0];
  choices(by("folder"), value.map((each) => ({ value: each.id, text: each.displayName })), inbox?.id);
  await list();
}

async function list() {
  if (!mailbox) return;
  const folder = encodeURIComponent(by("folder").value);
  const { value } = await ask("GET", at(`/mailFolders/${folder}/messages?$top=50&$orderby=receivedDateTime desc&$select=${FIELDS}`));
  const state = JSON.stringify([value, open?.id]);
  if (state === drawn) return;
  drawn = state;
  by("messages").replaceChildren(...value.map(row));
  const again = value.find((each) => each.id === open?.id);
  if (again) showCategories(again);
}

function row(each) {
  const button = document.createElement("button");
  button.className = each.isRead ? "" : "unread";
  button.setAttribute("aria-current", String(each.id === open?.id));
  const small = document.createElement("small");
  small.textContent = [address(each.from), ...each.categories].join(" · ");
  button.append(each.subject || "(no subject)", document.createElement("br"), small);
  button.onclick = () => show(each);
  const item = document.createElement("li");
  item.append(button);
  return item;
}

async function show(each) {
  open = each;
  draft.close();
  by("subject").textContent = each.subject;
  by("people").textContent = `${address(each.from)} → ${each.toRecipients.map(address).join(", ")}`;
  by("body").textContent = "";
  showCategories(each);
  const { body } = await ask("GET", one(each.id, "?$select=body"));
  if (open?.id !== each.id) return;
  by("body").textContent = new DOMParser().parseFromString(body.content, "text/html").body.textContent;
  if (!each.isRead) await ask("PATCH", one(each.id), { isRead: true });
  await list();
}

function showCategories(each) {
  open = { ...open, categories: each.categories };
  by("categories").replaceChildren(
    ...each.categories.map((name) => {
      const button = document.createElement("button");
      button.textContent = `${name} ×`;
      button.setAttribute("aria-label", `Take off ${name}`);
      button.onclick = () => categorise(open.categories.filter((one) => one !== name));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

async function categorise(categories) {
  await ask("PATCH", one(open.id), { categories });
  await list();
}

async function send() {
  const verdict = await frames.mayGoOut();
  if (verdict.allowEvent === false) {
    by("why").textContent = verdict.errorMessage;
    by("held").hidden = false;
    return;
  }
  await goOut();
}

async function goOut() {
  by("held").hidden = true;
  const message = draft.message();
  if (draft.answers) {
    const { id } = await ask("POST", one(draft.answers.id, draft.toAll ? "/createReplyAll" : "/createReply"), {});
    await ask("PATCH", one(id), message);
    await ask("POST", one(id, "/send"));
  } else {
    await ask("POST", at("/sendMail"), { message });
  }
  draft.close();
  by("said").textContent = "The mail is sent.";
  await list();
}

/** What goes wrong is said at the foot of the page. */
const trying = (act) => (event) => {
  event?.preventDefault?.();
  by("said").textContent = "";
  Promise.resolve(act(event)).catch((error) => (by("said").textContent = String(error)));
};

function listen() {
  by("person").onchange = trying(() => choosePerson(by("person").value));
  by("mailbox").onchange = trying(() => chooseMailbox(by("mailbox").value));
  by("folder").onchange = trying(list);
  by("language").onchange = () => frames.open();
  by("theme").onchange = () => frames.tell({ theme: THEMES[by("theme").value] });
  by("write").onclick = () => draft.begin();
  by("reply").onclick = () => draft.reply(open, false);
  by("reply-all").onclick = () => draft.reply(open, true);
  by("discard").onclick = () => draft.close();
  by("wait").onclick = () => (by("held").hidden = true);
  by("anyway").onclick = trying(goOut);
  by("compose").onsubmit = trying(send);
  by("categorise").onsubmit = trying(async () => {
    const name = by("category").value.trim();
    if (name && !open.categories.includes(name)) await categorise([...open.categories, name]);
    by("category").value = "";
  });
  setInterval(trying(list), EVERY);
}

async function start() {
  const session = await server.start();
  frames = new Frames(session.addIn, desk);
  listen();
  choices(by("person"), server.people().map((each) => ({ value: each.email, text: each.name })));
  if (by("person").value) await choosePerson(by("person").value);
  document.body.dataset.ready = "";
}

trying(start)();
