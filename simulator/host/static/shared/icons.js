// The page's own line drawings, each a path in a square of 24 by 24.

const SVG = 'http://www.w3.org/2000/svg';

const DRAWINGS = {
  add: 'M12 5v14M5 12h14',
  archive: 'M4 5h16v4H4zM5.5 9v10h13V9M10 13h4',
  attachment: 'M18 8.5l-7.6 7.6a2 2 0 0 1-2.9-2.9l8-8a3.6 3.6 0 0 1 5 5.1l-8 8a5.2 5.2 0 0 1-7.4-7.4L12 4',
  back: 'M19 12H5M11 6l-6 6 6 6',
  bold: 'M7 5h6.2a3.4 3.4 0 0 1 0 6.9H7zM7 11.9h7a3.5 3.5 0 0 1 0 7.1H7z',
  broken: 'M4 5h16v5l-4 4-3-3-5 5-4-3zM4 17l4 3h12v-5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  compose: 'M4 20h4L19.5 8.5l-4-4L4 16zM13 7l4 4',
  down: 'M6 9l6 6 6-6',
  drafts: 'M5 3h9l5 5v13H5zM14 3v5h5',
  error: 'M12 3.5L22 20H2zM12 10v4.5M12 17.2v.3',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  flask: 'M9 3h6M10 3v6l-5.4 9.2A1.9 1.9 0 0 0 6.3 21h11.4a1.9 1.9 0 0 0 1.7-2.8L14 9V3M7.5 15h9',
  home: 'M4 11l8-7 8 7M6 10v10h12V10M10 20v-5h4v5',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 2.5h4l1-2.5h5',
  italic: 'M10 5h7M7 19h7M13.5 5l-3 14',
  label: 'M4 6h10l6 6-6 6H4zM8 12h.1',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1',
  mail: 'M3 6h18v12H3zM3 7l9 7 9-7',
  mailboxes: 'M4 6h16M4 12h16M4 18h16',
  more: 'M12 4.8a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8zM12 11.1a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8zM12 17.4a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8z',
  person: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-4 3.8-5.5 7.5-5.5s6.7 1.5 7.5 5.5',
  reload: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 4v4.5H15',
  reply: 'M9 7l-5 5 5 5M4 12h9c4 0 6.5 2 7 6',
  'reply-all': 'M7 7l-5 5 5 5M13 7l-5 5 5 5M8 12h6c4 0 6.5 2 7 6',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21',
  send: 'M4 12L20 4l-4 17-4-7zM12 14l8-10',
  settings: 'M4 7h8M18 7h2M4 17h2M12 17h8M15 4.5v5M9 14.5v5',
  shield: 'M12 3l8 3v6c0 4.5-3.3 7.7-8 9-4.7-1.3-8-4.5-8-9V6z',
  sidebar: 'M4 5h16v14H4zM14 5v14',
  spam: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16v.3',
  sent: 'M4 12L20 4l-4 17-4-7z',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  underline: 'M7 4v7a5 5 0 0 0 10 0V4M6 20h12',
  unread: 'M3 8h13M3 8v11h18v-8M3 9l9 6 5-3.3M20 4v.1',
  up: 'M6 15l6-6 6 6',
};

/** The names a card may use for its built-in icons. */
const KNOWN = {
  AIRPLANE: 'M12 2.5c1 0 1.6 1.2 1.6 3V9l7.4 5v2l-7.4-2.2v4.5l2.2 1.8V21.5L12 20.5 8.2 21.5v-1.4l2.2-1.8v-4.5L3 16v-2l7.4-5V5.5c0-1.8.6-3 1.6-3z',
  BOOKMARK: 'M7 3.5h10v17l-5-4-5 4z',
  BUS: 'M5 5h14v12H5zM5 11h14M7.5 17v3M16.5 17v3M8 14h.1M16 14h.1',
  CAR: 'M4 12l2-6h12l2 6v6H4zM4 12h16M6 18v2M18 18v2M7.5 15h.1M16.5 15h.1',
  CLOCK: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2',
  CONFIRMATION_NUMBER_ICON: 'M3 7h18v3.5a1.5 1.5 0 0 0 0 3V17H3v-3.5a1.5 1.5 0 0 0 0-3zM14 7v2M14 11v2M14 15v2',
  DESCRIPTION: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  DOLLAR: 'M12 3v18M16.5 7.5c-1-1.5-2.6-2-4.5-2-2.5 0-4.5 1.2-4.5 3.2 0 4.6 9.2 2 9.2 6.7 0 2-2.2 3.2-4.7 3.2-2.2 0-4-.7-5-2.4',
  EMAIL: DRAWINGS.mail,
  EVENT_PERFORMER: 'M9 4h6v8a3 3 0 0 1-6 0zM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
  EVENT_SEAT: 'M7 4h10v8H7zM4 9v8h16V9M6.5 17v3M17.5 17v3',
  FLIGHT_ARRIVAL: 'M3 20h18M3 6l1.8.5 1.7 2.5 3.5 1V4l2 .5 3.5 7 4.5 1.3c1.5.4 1.2 2.4-.4 2L4.5 11.3z',
  FLIGHT_DEPARTURE: 'M3 20h18M2.5 11l1.7-.5 2.3 1.5 3.3-1L7 5.5 9 5l5.5 5 4.7-1.3c1.5-.4 2 1.6.5 2L5.5 14.5z',
  HOTEL: 'M3 6v13M3 16h18v3M21 16v-3a3 3 0 0 0-3-3h-8v6M6.5 12.5a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z',
  HOTEL_ROOM_TYPE: 'M4 11V6h16v5M3 18v-7h18v7M3 16h18M8 11V8.5h3V11M13 11V8.5h3V11',
  INVITE: 'M4 5h16v15H4zM4 9.5h16M8 3v4M16 3v4M12 12v5M9.5 14.5h5',
  MAP_PIN: 'M12 21.5c4-5 6.5-8.5 6.5-11.8a6.5 6.5 0 0 0-13 0C5.5 13 8 16.5 12 21.5zM12 12a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z',
  MEMBERSHIP: 'M3 6h18v12H3zM3 10h18M6.5 14.5h4',
  MULTIPLE_PEOPLE: 'M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.5-3.5 3-5 6.5-5s6 1.5 6.5 5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.8c2.2.6 3.6 2.2 4 4.7',
  OFFER: 'M4 4h8l8.5 8.5-8 8L4 12zM8 8h.1',
  PERSON: DRAWINGS.person,
  PHONE: 'M6 3.5l3 .5 1.3 4-2 2a12 12 0 0 0 5.7 5.7l2-2 4 1.3.5 3c-8 3.5-18-6.5-14.5-14.5z',
  RESTAURANT_ICON: 'M7 3v7a2 2 0 0 1-4 0V3M5 12v9M5 3v5M17 21v-8h-3V7c0-2.5 1.3-4 3-4z',
  SHOPPING_CART: 'M3 4h3l2.5 11h10L21 7H7M9.5 20h.1M17.5 20h.1',
  STAR: 'M12 3.5l2.6 5.4 5.9.8-4.3 4.2 1 5.9L12 17l-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z',
  STORE: 'M4 4h16l1.5 6c0 1.5-1.3 2.5-2.6 2.5S16.5 11.5 16.5 10c0 1.5-1 2.5-2.3 2.5S12 11.5 12 10c0 1.5-1 2.5-2.2 2.5S7.5 11.5 7.5 10c0 1.5-1.1 2.5-2.4 2.5S2.5 11.5 2.5 10zM5 13v7h14v-7',
  TICKET: 'M3 7h18v3.5a1.5 1.5 0 0 0 0 3V17H3v-3.5a1.5 1.5 0 0 0 0-3zM9 10h6M9 14h6',
  TRAIN: 'M6 4h12v12H6zM6 10h12M8 16l-3 5M16 16l3 5M9 13h.1M15 13h.1M12 4v6',
  VIDEO_CAMERA: 'M3 7h12v10H3zM15 11l6-3.5v9L15 13',
  VIDEO_PLAY: 'M4 5h16v14H4zM10 9l5 3-5 3z',
};

/** One of the page's own drawings; it says nothing to screen readers. */
export function icon(name) {
  return drawn(DRAWINGS[name]);
}

/** The drawing behind a card's `knownIcon`, or null when there is none of that name. */
export function knownIcon(name) {
  return Object.hasOwn(KNOWN, name) ? drawn(KNOWN[name]) : null;
}

function drawn(path) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
