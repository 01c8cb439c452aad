"""All notes of a conversation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Footer, Open, Params, Section
from cards.sections import remarks
from cards.view import View
from inbox import notes, overview

_ON_A_PAGE = 20


def draw(session: Session, view: View, params: Params) -> Card:
    """One page of them, newest first."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    page = overview.notes(session, head.id, parts.part(params), limit=_ON_A_PAGE)
    here = {"conversation": str(head.id)}
    lines = tuple(remarks.line(view, head.id, one, notes.LONGEST) for one in page.items)
    nothing = parts.quiet(view.gettext("No notes yet."))
    return Card(
        name="notes",
        title=view.gettext("Notes"),
        subtitle=parts.subject(view, head.subject),
        sections=(Section((*(lines or (nothing,)), *parts.pager(view, page, "notes", here))),),
        footer=Footer(Button(view.gettext("Note…"), Open("note", here))),
        carries=parts.carried(view, head),
    )
