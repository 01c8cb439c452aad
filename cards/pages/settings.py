"""What somebody chooses for themselves: language, time zone, the list they start with."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import Button, Buttons, Card, Choice, Footer, Open, Option, Params, Press, Section, TextField
from cards.view import View
from cards.wording import LANGUAGES
from inbox.models import Person, Role
from inbox.views import VIEWS

_REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


def draw(session: Session, view: View, _params: Params) -> Card:
    """The form, filled with what is set now."""
    query = select(Person.language, Person.time_zone, Person.default_view)
    language, zone, default_view = session.execute(query.where(Person.id == view.viewer.person_id)).one()
    zone_field = TextField(
        "time_zone", view.gettext("Time zone"), value=view.form.text("time_zone", zone or ""),
        hint=view.gettext("Left empty, it follows your mail client: %(zone)s") % {"zone": view.wording.zone.key},
        suggestions=_zones(),
    )  # fmt: skip
    return Card(
        name="settings",
        title=view.gettext("Settings"),
        subtitle=view.viewer.name,
        sections=(
            Section(
                (
                    *parts.field(view, _language(view, language or ""), "language"),
                    *parts.field(view, zone_field, "time_zone"),
                    *parts.field(view, _start(view, default_view), "default_view"),
                )
            ),
            Section(
                (
                    Buttons(
                        (
                            Button(view.gettext("Availability"), Open("availability")),
                            Button(view.gettext("What reaches me how"), Open("notice-settings")),
                        )
                    ),
                )
            ),
            *_for_leads(view),
            *_for_admins(view),
        ),
        footer=Footer(Button(view.gettext("Save"), Press("save-settings"), is_primary=True)),
        carries={"drawn": view.drawn},
    )


def _for_leads(view: View) -> tuple[Section, ...]:
    """What those set who answer for others."""
    if view.viewer.role not in (Role.ADMIN, Role.LEAD):
        return ()
    kept = (
        Button(view.gettext("Promises"), Open("policies")),
        Button(view.gettext("Rules"), Open("rules")),
        Button(view.gettext("Insights"), Open("insights")),
    )
    learnt = (Button(view.gettext("What the AI learns"), Open("learning")),)
    return (Section((Buttons(kept), Buttons(learnt)), title=view.gettext("For leads")),)


def _for_admins(view: View) -> tuple[Section, ...]:
    """What concerns the whole organization."""
    if not view.viewer.is_admin:
        return ()
    pages = ((view.gettext("Ledger"), "ledger"), (view.gettext("Webhooks"), "webhooks"), (view.gettext("AI"), "models"))
    buttons = Buttons(tuple(Button(text, Open(page)) for text, page in pages))
    return (Section((buttons,), title=view.gettext("For admins")),)


def _language(view: View, current: str) -> Choice:
    chosen = view.form.text("language", current)
    known = LANGUAGES | ({current: current} if current and current not in LANGUAGES else {})
    follow = Option("", view.gettext("As in my mail client"), not chosen)
    options = (Option(key, name, key == chosen) for key, name in known.items())
    return Choice("language", view.gettext("Language"), (follow, *options))


def _start(view: View, current: str) -> Choice:
    chosen = view.form.text("default_view", current)
    options = tuple(Option(one, view.gettext(words.VIEW_NAMES[one]), one == chosen) for one in VIEWS)
    return Choice("default_view", view.gettext("List to start with"), options)


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if zone.startswith(_REGIONS)))
