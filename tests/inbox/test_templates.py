"""Prepared texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from inbox import templates
from inbox.database import Sessions
from inbox.errors import NotFound
from inbox.models import Template
from tests import clinic as building
from tests.clinic import Clinic

BODY = "Dear {{contact.name}}, come on {{ appointment_date }}. {{agent.name}}, {{mailbox.name}} {{appointment_date}}"


@pytest.fixture
def session(make: Sessions, clinic: Clinic, now: datetime) -> Iterator[Session]:
    """A session on a clinic with a template of reception's and one of everybody's."""
    with make() as session:
        building.conversation(session, clinic.appointments, now=now)
        shared = {"organization_id": clinic.organization.id, "language": "en"}
        session.add_all(
            [
                Template(key="offer", name="Offer", team_id=clinic.reception.id, body=BODY, **shared),
                Template(key="thanks", name="Thanks", subject="Thank you, {{contact.name}}", body="…", **shared),
                Template(key="thanks", name="Danke", body="…", **shared | {"language": "de"}),
            ]
        )
        session.flush()
        yield session


def offer(session: Session) -> int:
    return session.query(Template).filter_by(key="offer").one().id


def test_everybody_is_offered_what_serves_them_in_their_language_first(session: Session, clinic: Clinic) -> None:
    def names(viewer: object, language: str) -> list[str]:
        seen = building.viewer(session, viewer, language=language)  # type: ignore[arg-type]
        return [one.name for one in templates.offered(session, seen, limit=10)]

    assert names(clinic.ana, "en-GB") == ["Offer", "Thanks", "Danke"]
    assert names(clinic.dev, "de") == ["Danke", "Thanks"]


def test_variables_are_filled_in_and_missing_ones_stay_visible_and_are_named(session: Session, clinic: Clinic) -> None:
    viewer = building.viewer(session, clinic.ana)
    filled = templates.filled(session, viewer, offer(session), to="Maria.Lopez@example.com", given={})

    assert filled.text == (
        "Dear Maria Lopez, come on {{ appointment_date }}. Ana Ruiz, Appointments {{appointment_date}}"
    )
    assert filled.missing == ("appointment_date",)


def test_what_somebody_typed_wins_and_is_not_read_as_a_template_again(session: Session, clinic: Clinic) -> None:
    given = {"appointment_date": " Friday ", "contact.name": "Mrs {{agent.name}}"}
    viewer = building.viewer(session, clinic.ana)
    filled = templates.filled(session, viewer, offer(session), to="", given=given)

    assert filled.text.startswith("Dear Mrs {{agent.name}}, come on Friday. Ana Ruiz")
    assert filled.missing == ("mailbox.name",)  # reception has two of them


def test_somebody_with_one_mailbox_is_not_asked_for_it(session: Session, clinic: Clinic) -> None:
    session.query(Template).update({"team_id": None})
    filled = templates.filled(session, building.viewer(session, clinic.dev), offer(session), to="", given={})

    assert filled.missing == ("contact.name", "appointment_date")


def test_a_template_of_another_team_or_organization_is_not_found(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    other = building.found(session, now=now, key="other")

    for viewer in (building.viewer(session, clinic.dev), building.viewer(session, other.ada)):
        with pytest.raises(NotFound):
            templates.filled(session, viewer, offer(session), to="", given={})


def test_a_text_is_taken_apart_at_its_variables() -> None:
    assert templates.pieces("a {{b}}{{ c }} d") == [("a ", False), ("{{b}}", True), ("{{ c }}", True), (" d", False)]
    assert templates.pieces("") == []
