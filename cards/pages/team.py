"""A team for whoever leads it: who is there, how much they have, and why somebody is given nothing now."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import Button, Card, Chip, Chips, Icon, Line, Open, Params, Section, Span, Widget
from cards.parts import HERE
from cards.sections import presence
from cards.view import View
from inbox import availability, routing, standing_in
from inbox.availability import Colleague
from inbox.models import Team

_MOST = 50
_TEAMS = 20


def draw(session: Session, view: View, params: Params) -> Card:
    """The team that the params name, else the first that the viewer leads."""
    teams = standing_in.teams_led(session, view.viewer)
    chosen = next((one for one in teams if str(one.id) == params.get("team")), next(iter(teams), None))
    return Card(
        name="team",
        title=chosen.name if chosen else view.gettext("Team"),
        subtitle=view.gettext("Routing: %(how)s") % {"how": view.gettext(words.ROUTING[chosen.routing])}
        if chosen
        else "",
        sections=(_which(view, teams, chosen), *_sections(session, view, chosen)),
        menu=(Button(view.gettext("Availability"), Open("availability")),),
        carries={"drawn": view.drawn, "from": "team"},
    )


def _which(view: View, teams: list[Team], chosen: Team | None) -> Section:
    if chosen is None:
        return Section((Line(text=view.gettext("You lead no team.")),))
    chips = tuple(
        Chip(one.name, Open("team", {"team": str(one.id), **HERE}), is_current=one is chosen) for one in teams[:_TEAMS]
    )
    return Section((Chips(chips),) if len(chips) > 1 else ())


def _sections(session: Session, view: View, team: Team | None) -> tuple[Section, ...]:
    if team is None:
        return ()
    people = availability.of_team(session, team, now=view.now)
    waiting = routing.waiting(session, team)
    widgets: list[Widget] = []
    if waiting:
        text = view.ngettext(
            "%(count)d conversation waits for somebody", "%(count)d conversations wait for somebody", waiting
        )  # fmt: skip
        widgets.append(parts.warning(text))
    widgets += [_person(view, one) for one in sorted(people, key=lambda one: (bool(one.why), one.name))[:_MOST]]
    return (
        presence.offers(view, standing_in.offers(session, view.viewer, now=view.now)),
        Section(tuple(widgets), title=view.gettext("Who is there")),
    )


def _person(view: View, one: Colleague) -> Line:
    why = presence.why(view, one)
    return Line(
        text=Span(one.name, bold=not why),
        above=why or view.gettext("can be given more"),
        below=" · ".join([presence.load(view, one), *sorted(one.skills)]),
        icon=Icon.ASSIGNEE,
        icon_says=why or view.gettext("can be given more"),
    )
