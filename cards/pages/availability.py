"""Whether one can be given conversations: a pause, hours of one's own, leave and who stands in."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import (
    Button,
    Buttons,
    Card,
    Choice,
    Day,
    Line,
    Open,
    Option,
    Params,
    Press,
    Section,
    Span,
    TextField,
    Widget,
)
from cards.sections import presence
from cards.view import View
from inbox import availability, calendars, choices, leaves, standing_in
from inbox.models import Leave, Person

NOBODY = "nobody"
TEAMS = "team"
PAUSES = ("60", "240", "1440", "")
"""Minutes for which somebody can pause; the last one is until they say otherwise."""
_SHOWN = 5
_MOST = 98


def draw(session: Session, view: View, _params: Params) -> Card:
    """The form, with what holds now."""
    person = session.get_one(Person, view.viewer.person_id)
    mine = leaves.of_person(session, person.id, now=view.now, limit=_SHOWN)
    known = calendars.current(session, person.organization_id)
    hours = [Option(TEAMS, view.gettext("As my team"), not person.calendar_key)]
    hours += [Option(key, one.name, key == person.calendar_key) for key, one in list(known.items())[:_MOST]]
    save = Button(view.gettext("Save"), Press("save-hours"))
    return Card(
        name="availability",
        title=view.gettext("Availability"),
        subtitle=view.viewer.name,
        sections=(
            presence.offers(view, standing_in.offers(session, view.viewer, now=view.now)),
            Section(_now(view, person, mine)),
            Section(
                (
                    *parts.field(view, Choice("hours", view.gettext("When I work"), tuple(hours)), "hours"),
                    Buttons((save,)),
                )
            ),
            Section(_leave(session, view, mine), title=view.gettext("Leave")),
        ),
        menu=(Button(view.gettext("Team"), Open("team")), Button(view.gettext("Settings"), Open("settings"))),
        carries={"drawn": view.drawn},
    )


def _now(view: View, person: Person, mine: list[Leave]) -> tuple[Widget, ...]:
    away = next((one for one in mine if one.starts_at <= view.now), None)
    if availability.is_paused(person.is_paused, person.paused_until, view.now):
        until = person.paused_until
        text = view.gettext("Paused: you are given nothing.")
        below = view.gettext("Until %(time)s") % {"time": view.moment(until)} if until else ""
        back = Button(view.gettext("I am back"), Press("resume"), is_primary=True)
        return Line(text=Span(text, bold=True), below=below), Buttons((back,))
    if away is not None:
        until_when = view.gettext("Until %(time)s") % {"time": view.moment(away.ends_at)}
        return (Line(text=Span(view.gettext("You are on leave."), bold=True), below=until_when),)
    names = (
        view.gettext("1 hour"), view.gettext("4 hours"), view.gettext("1 day"), view.gettext("Until I am back"),
    )  # fmt: skip
    buttons = (
        Button(name, Press("pause", {"minutes": length})) for name, length in zip(names, PAUSES, strict=True)
    )  # fmt: skip
    text = view.gettext("You can be given conversations.")
    return Line(text=Span(text, bold=True), below=view.gettext("Pause for:")), *parts.in_rows(*buttons)


def _leave(session: Session, view: View, mine: list[Leave]) -> tuple[Widget, ...]:
    """What is planned, and the form for more."""
    people = choices.colleagues(session, view.viewer, limit=_MOST)
    names = {one.id: one.name for one in people}
    planned = [_planned(view, one, names) for one in mine]
    chosen = view.form.text("substitute", NOBODY)
    options = [Option(NOBODY, view.gettext("Nobody"), chosen not in {str(id_) for id_ in names})]
    options += [Option(str(one.id), one.name, str(one.id) == chosen) for one in people]
    fields = (
        ("from", Day("from", view.gettext("First day"), _day(view, "from"))),
        ("to", Day("to", view.gettext("Last day"), _day(view, "to"))),
        ("substitute", Choice("substitute", view.gettext("Who stands in"), tuple(options))),
        ("leave_note", TextField("leave_note", view.gettext("Note"), value=view.form.text("leave_note", ""),
                                 max_length=200)),
    )  # fmt: skip
    widgets = [widget for name, one in fields for widget in parts.field(view, one, name)]
    return *planned, *widgets, Buttons((Button(view.gettext("Add leave"), Press("add-leave")),))


def _planned(view: View, one: Leave, names: dict[int, str]) -> Line:
    substitute = names.get(one.substitute_id or 0)
    told = [view.gettext("%(name)s stands in") % {"name": substitute}] if substitute else []
    label = view.gettext("End now") if one.starts_at <= view.now else view.gettext("Cancel")
    button = Button(label, Press("cancel-leave", {"leave": str(one.id)}))
    return Line(text=presence.days(view, one), below=" · ".join([*told, *filter(None, [one.note])]), button=button)


def _day(view: View, name: str) -> date | None:
    written = view.form.text(name, "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None  # shown again empty, with what is wrong above it
