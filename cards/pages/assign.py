"""Choosing who answers a conversation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Choice, Footer, Option, Params, Press, Section, Style
from cards.sections import presence
from cards.view import View
from inbox import availability, overview
from inbox.availability import Colleague
from inbox.models import Routing, Status, Team
from inbox.overview import Head

_RADIO_UP_TO = 12
NOBODY = "nobody"
"""Chosen instead of a person: an empty value could not be told from a field left alone."""
_MOST = 98


def draw(session: Session, view: View, params: Params) -> Card:
    """The members of its team, and nobody."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    team = session.get_one(Team, head.team_id)
    members = availability.of_team(session, team, now=view.now)
    members = sorted(members, key=lambda one: (one.name, one.id))[:_MOST]
    options = _options(view, head, members)
    style = Style.RADIO if len(options) <= _RADIO_UP_TO else Style.DROPDOWN
    choice = Choice("assignee", view.gettext("Who answers"), options, style)
    return Card(
        name="assign",
        title=view.gettext("Assign"),
        subtitle=parts.subject(view, head.subject),
        sections=(Section(parts.field(view, choice, "assignee")),),
        footer=Footer(
            Button(view.gettext("Assign"), Press("assign", parts.BACK), is_primary=True), _route(view, head, team)
        ),
        carries=parts.carried(view, head),
    )


def _route(view: View, head: Head, team: Team) -> Button | None:
    """Letting routing choose, where nobody has it and the team wants that."""
    if head.assignee_id is not None or head.status is not Status.OPEN or team.routing is Routing.OFF:
        return None
    return Button(view.gettext("Route"), Press("route", parts.BACK))


def _named(view: View, one: Colleague) -> str:
    """Who is not there, or has as much as fits, is marked so; they can be chosen nevertheless."""
    why = presence.why(view, one)
    return view.gettext("%(name)s – %(why)s") % {"name": one.name, "why": why} if why else one.name


def _options(view: View, head: Head, members: list[Colleague]) -> tuple[Option, ...]:
    """Nobody, oneself, then the others by name; whoever has it now is always among them."""
    viewer = view.viewer
    names = {one.id: _named(view, one) for one in members}
    if head.assignee_id is not None:
        names.setdefault(head.assignee_id, head.assignee or "")
    if viewer.person_id in names or viewer.is_admin:
        names = {viewer.person_id: view.gettext("%(name)s (you)") % {"name": viewer.name}} | {
            id_: name for id_, name in names.items() if id_ != viewer.person_id
        }
    chosen = view.form.text("assignee", str(head.assignee_id or NOBODY))
    people = (Option(str(id_), name, str(id_) == chosen) for id_, name in names.items())
    return (Option(NOBODY, view.gettext("Nobody"), chosen == NOBODY), *people)
