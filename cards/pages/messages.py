"""All messages of a conversation, as a list."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Card, Params, Section
from cards.sections import letters
from cards.view import View
from inbox import correspondence, overview

_ON_A_PAGE = 30


def draw(session: Session, view: View, params: Params) -> Card:
    """One page of them, newest first."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    page = correspondence.messages(session, head.id, parts.part(params), limit=_ON_A_PAGE)
    lines = tuple(letters.line(view, one) for one in page.items)
    nothing = parts.quiet(view.gettext("No messages."))
    return Card(
        name="messages",
        title=view.gettext("Messages"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section((*(lines or (nothing,)), *parts.pager(view, page, "messages", {"conversation": str(head.id)}))),
        ),
        carries=parts.carried(view, head),
    )
