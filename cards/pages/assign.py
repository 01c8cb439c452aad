"""Choosing who answers a conversation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Choice, Footer, Option, Params, Press, Section, Style
from cards.view import View
from inbox import choices, overview
from inbox.choices import Named
from inbox.overview import Head

_RADIO_UP_TO = 12
NOBODY = "nobody"
"""Chosen instead of a person: an empty value could not be told from a field left alone."""
_MOST = 98


def draw(session: Session, view: View, params: Params) -> Card:
    """The members of its team, and nobody."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    members = choices.members(session, head.team_id, limit=_MOST)
    options = _options(view, head, members)
    style = Style.RADIO if len(options) <= _RADIO_UP_TO else Style.DROPDOWN
    choice = Choice("assignee", view.gettext("Who answers"), options, style)
    return Card(
        name="assign",
        title=view.gettext("Assign"),
        subtitle=parts.subject(view, head.subject),
        sections=(Section(parts.field(view, choice, "assignee")),),
        footer=Footer(Button(view.gettext("Assign"), Press("assign", parts.BACK), is_primary=True)),
        carries=parts.carried(view, head),
    )


def _options(view: View, head: Head, members: list[Named]) -> tuple[Option, ...]:
    """Nobody, oneself, then the others by name; whoever has it now is always among them."""
    viewer = view.viewer
    names = {one.id: one.name for one in members}
    if head.assignee_id is not None:
        names.setdefault(head.assignee_id, head.assignee or "")
    if viewer.person_id in names or viewer.is_admin:
        names = {viewer.person_id: view.gettext("%(name)s (you)") % {"name": viewer.name}} | {
            id_: name for id_, name in names.items() if id_ != viewer.person_id
        }
    chosen = view.form.text("assignee", str(head.assignee_id or NOBODY))
    people = (Option(str(id_), name, str(id_) == chosen) for id_, name in names.items())
    return (Option(NOBODY, view.gettext("Nobody"), chosen == NOBODY), *people)
