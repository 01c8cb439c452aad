"""Choosing the conversation that this one is merged into."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Buttons, Card, Line, Open, Params, Press, Section, TextField, Widget
from cards.sections import contact
from cards.view import View
from inbox import overview, search
from inbox import related as relating
from inbox.overview import Head
from inbox.related import Relation

_MOST = 20


def draw(session: Session, view: View, params: Params) -> Card:
    """A search, and what it found in the same team; before that, the contact's other conversations."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    query = params.get("query", "").strip()
    return Card(
        name="merge",
        title=view.gettext("Merge into…"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section(
                (
                    TextField("query", view.gettext("Find the other conversation"), value=query),
                    Buttons((Button(view.gettext("Search"), Press("find-target", needs=("query",))),)),
                )
            ),
            Section(_found(session, view, head, query) if query else _past(session, view, head)),
        ),
        carries=parts.carried(view, head),
    )


def _found(session: Session, view: View, head: Head, query: str) -> tuple[Widget, ...]:
    page = search.conversations(session, view.viewer, query, team_id=head.team_id, limit=_MOST)
    lines = tuple(_target(head, parts.conversation_line(view, one), one.id) for one in page.items if one.id != head.id)
    return lines or (parts.quiet(view.gettext("Nothing found. Try fewer words.")),)


def _past(session: Session, view: View, head: Head) -> tuple[Widget, ...]:
    related = relating.related(session, view.viewer, head)
    lines = tuple(
        _target(head, contact.line(view, one), one.conversation_id)
        for one in related
        if one.relation is Relation.PAST and one.team_id == head.team_id
    )
    return lines or (parts.quiet(view.gettext("Search for a name, a subject, a tag or a word.")),)


def _target(head: Head, line: Line, target: int) -> Line:
    params = {"conversation": str(head.id), "target": str(target), **parts.HERE}
    return Line(text=line.text, above=line.above, below=line.below, act=Open("merge-confirm", params))
