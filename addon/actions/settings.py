"""The button that saves a person's own settings."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from addon import visits
from addon.people import Known
from addon.press import Press
from cards.kit import Answer
from cards.pages import PAGES
from cards.view import view_of
from inbox import preferences
from inbox.models import Organization, Person
from inbox.translation import N_


def save(session: Session, press: Press) -> Answer:
    """Language, time zone and first list; the card that answers speaks the new language already."""
    person = session.get_one(Person, press.view.viewer.person_id)
    inputs = press.inputs
    preferences.change(
        session, person, language=inputs.text("language"), time_zone=inputs.text("time_zone"),
        default_view=inputs.text("default_view"), by=press.by,
    )  # fmt: skip
    organization = session.get_one(Organization, person.organization_id)
    view = press.view
    teams = view.viewer.team_ids
    found = Known(person, organization, teams, view.viewer.all_team_ids or teams)
    viewer = visits.viewer(session, press.event, found, door=view.viewer.door)
    again = view_of(viewer, now=view.now, drawn=view.drawn, may_be_late=view.may_be_late, company=view.company,
                    outward=view.outward)  # fmt: skip
    press = replace(press, view=again)
    card = PAGES["settings"](session, press.view, {})
    return Answer(card=card, notification=press.words(N_("Saved")), has_changed=True)
