"""Everything that happened to a conversation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Card, Params, Section
from cards.sections import history
from cards.view import View
from inbox import overview, timeline


def draw(session: Session, view: View, params: Params) -> Card:
    """One page of it, newest first."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    page = timeline.happenings(session, head.id, parts.part(params))
    names = timeline.names(session, page.items)
    lines = tuple(history.line(view, one, names, head, **parts.BACK) for one in page.items)
    nothing = parts.quiet(view.gettext("Nothing happened yet."))
    return Card(
        name="timeline",
        title=view.gettext("Timeline"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section((*(lines or (nothing,)), *parts.pager(view, page, "timeline", {"conversation": str(head.id)}))),
        ),
        carries=parts.carried(view, head),
    )
