"""Pictures of the kit's icons, drawn in a grey that can be seen on a light and on a dark ground."""

from __future__ import annotations

from urllib.parse import quote

from cards.kit import Icon

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#767676" stroke-width="1.5">'
    "{}</svg>"
)
_PERSON = '<circle cx="8" cy="5" r="3"/><path d="M2 15a6 6 0 0 1 12 0"/>'
_SHAPES = {
    Icon.ASSIGNEE: _PERSON,
    Icon.ATTACHMENT: '<path d="M12 5v6a4 4 0 0 1-8 0V4a2.5 2.5 0 0 1 5 0v7a1 1 0 0 1-2 0V5"/>',
    Icon.CONTACT: _PERSON,
    Icon.LINK: '<path d="M7 9a3 3 0 0 0 4 0l3-3a2.8 2.8 0 0 0-4-4L9 3M9 7a3 3 0 0 0-4 0l-3 3a2.8 2.8 0 0 0 4 4l1-1"/>',
    Icon.MAIL: '<path d="M1 3h14v10H1zM1 4l7 5 7-5"/>',
    Icon.NOTE: '<path d="M3 1h10v14H3zM5 5h6M5 8h6M5 11h4"/>',
    Icon.STATUS: '<circle cx="8" cy="8" r="6"/><path d="M5 8l2 2 4-4"/>',
    Icon.TAG: '<path d="M1 1h7l7 7-7 7-7-7z"/><circle cx="5" cy="5" r="1"/>',
}
ICONS = {icon: f"data:image/svg+xml,{quote(_FRAME.format(shape), safe='/:=,')}" for icon, shape in _SHAPES.items()}
