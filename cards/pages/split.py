"""Choosing the message from which on a conversation becomes one of its own."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Card, Line, Open, Params, Section, Widget
from cards.sections import letters
from cards.view import View
from inbox import correspondence, overview
from inbox.correspondence import Written
from inbox.overview import Head
from inbox.paging import Page

_ON_A_PAGE = 20


def draw(session: Session, view: View, params: Params) -> Card:
    """The messages, newest first; the first one of all stays where it is."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    page = correspondence.messages(session, head.id, parts.part(params), limit=_ON_A_PAGE)
    here = {"conversation": str(head.id)}
    explained = parts.quiet(
        view.gettext(
            "Choose a message. It and all after it become a conversation of their own; nobody outside is told."
        )
    )
    return Card(
        name="split",
        title=view.gettext("Split from…"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section((explained,)),
            Section((*_lines(view, head, page), *parts.pager(view, page, "split", here))),
        ),
        carries=parts.carried(view, head),
    )


def _lines(view: View, head: Head, page: Page[Written]) -> list[Widget]:
    if head.message_count < 2 and len(page.items) < 2:
        return [parts.quiet(view.gettext("A conversation with one message cannot be split."))]
    lines: list[Widget] = []
    for position, one in enumerate(page.items):
        params = {"conversation": str(head.id), "message": str(one.id), **parts.HERE}
        line = letters.line(view, one, Open("split-confirm", params))
        is_first = page.older is None and position == len(page.items) - 1
        lines.append(Line(text=line.text, above=line.above, below=view.gettext("stays here")) if is_first else line)
    return lines
