"""What people choose for themselves: language, time zone and the list they start with."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from inbox import events
from inbox.errors import Invalid
from inbox.events import Actor
from inbox.models import EventKind, Person
from inbox.translation import N_
from inbox.views import VIEWS

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def change(session: Session, person: Person, *, language: str, time_zone: str, default_view: str, by: Actor) -> None:
    """Save one's settings; an empty language or zone follows the mail client. Saving them as they are is no news."""
    if language and not (_TAG.fullmatch(language) and len(language) <= 16):
        raise Invalid(N_("Choose a language from the list."), field="language")
    if time_zone and time_zone not in available_timezones():
        raise Invalid(N_("Choose a time zone from the list."), field="time_zone")
    if default_view not in VIEWS:
        raise Invalid(N_("Choose a list to start with."), field="default_view")
    wanted = {"language": language or None, "time_zone": time_zone or None, "default_view": default_view}
    changed = {name: value for name, value in wanted.items() if getattr(person, name) != value}
    for name, value in changed.items():
        setattr(person, name, value)
    if changed:
        events.record_of_organization(
            session, person.organization_id, EventKind.SETTINGS_CHANGED, by=by, person_id=person.id, new=changed
        )
