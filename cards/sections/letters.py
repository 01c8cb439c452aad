"""The messages of a conversation as lines: who wrote when, and the gist of it."""

from __future__ import annotations

from cards import parts, words
from cards.kit import Act, Button, Buttons, Icon, Line, Open, Section
from cards.view import View
from inbox.correspondence import Written
from inbox.mail.text import gist
from inbox.models import Direction
from inbox.overview import Head
from inbox.paging import Page

SHOWN = 5
"""Of the messages, the newest; three of them without unfolding."""
_UNFOLDED = 3
_PARAGRAPH = 3000


def section(view: View, head: Head, page: Page[Written]) -> Section:
    """The newest messages, and the way to all of them."""
    if not page.items:
        return Section(())
    title = view.ngettext("%(count)d message", "%(count)d messages", max(head.message_count, len(page.items)))
    every = Buttons((Button(view.gettext("All messages"), Open("messages", {"conversation": str(head.id)})),))
    lines = [line(view, one) for one in page.items]
    return Section((*lines[:_UNFOLDED], every, *lines[_UNFOLDED:]) if page.older else tuple(lines), title=title)


def line(view: View, one: Written, act: Act | None = None) -> Line:
    """One message; a tap shows it whole."""
    said = gist(one.beginning, parts.GIST) or view.gettext("(no text)")
    return Line(
        text=said,
        above=f"{direction(view, one.direction, one.sender)} · {view.age(one.received_at)}",
        below=" · ".join(_facts(view, one)),
        icon=Icon.MAIL,
        icon_says=view.gettext("Message"),
        act=act or Open("message", {"message": str(one.id)}),
    )


def direction(view: View, which: Direction, sender: str) -> str:
    """Who wrote, and whether it was one of us."""
    if which is Direction.INBOUND:
        return gist(sender, parts.NAME)
    return view.gettext("%(sender)s (from us)") % {"sender": gist(sender, parts.OUR_NAME)}


def _facts(view: View, one: Written) -> list[str]:
    facts = []
    if mail_class := words.mail_class(view, one.mail_class):
        facts.append(mail_class)
    if one.attachments:
        facts.append(view.ngettext("%(count)d attachment", "%(count)d attachments", one.attachments))
    return facts


def pieces(text: str) -> list[str]:
    """The text in pieces that one widget can hold, cut at line ends where there are any."""
    found = []
    text = text.strip()
    while len(text) > _PARAGRAPH:
        at = text.rfind("\n", _PARAGRAPH // 2, _PARAGRAPH)
        at = at if at > 0 else text.rfind(" ", _PARAGRAPH // 2, _PARAGRAPH)
        at = at if at > 0 else _PARAGRAPH
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*found, text] if text else found
