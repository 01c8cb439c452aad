"""After a note named somebody who cannot open the conversation: giving them access."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Buttons, Card, Line, Open, Params, Press, Section, Widget
from cards.view import View
from inbox import choices, membership, overview
from inbox.choices import Named
from inbox.overview import Head

_MOST = 20


def draw(session: Session, view: View, params: Params) -> Card:
    """Those who were named, each with a button; who may not give access learns whom to ask."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    ids = {int(one) for one in params.get("people", "").split(",")[:_MOST] if one.isascii() and one.isdecimal()}
    people = choices.people(session, head.organization_id, ids)
    may_grant = membership.may_grant(session, view.viewer, head.team_id)
    widgets = [widget for one in people for widget in _offer(view, head, one, may_grant)]
    back = Open("conversation", {"conversation": str(head.id), **parts.HERE})
    return Card(
        name="grant",
        title=view.gettext("The note was added"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section(tuple(widgets)),
            Section((Buttons((Button(view.gettext("Back to the conversation"), back),)),)),
        ),
        carries={**parts.carried(view, head), **parts.BACK},
    )


def _offer(view: View, head: Head, person: Named, may_grant: bool) -> tuple[Widget, ...]:
    values = {"name": person.name, "team": head.team}
    text = view.gettext("%(name)s cannot see this conversation: it belongs to %(team)s.") % values
    line = Line(text=text)
    if not may_grant:
        return line, parts.quiet(view.gettext("An admin or the lead of %(team)s can give access.") % values)
    press = Press("grant-access", {"person": str(person.id), "team": str(head.team_id)})
    return line, Buttons((Button(view.gettext("Give %(name)s access to %(team)s") % values, press),))
