"""Assigning: one at a time, to those who may, and the timeline knows."""

from datetime import datetime

import pytest
from sqlalchemy import select

from inbox import assignment
from inbox.database import Sessions, unit_of_work
from inbox.errors import NotAllowed, NotFound
from inbox.models import Event, EventKind, Person
from tests.clinic import Clinic, actor, conversation, found


def test_assigning_twice_to_the_same_person_records_one_event(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        for _ in range(2):
            assignment.assign(session, one, clinic.ben, by=actor(clinic.ana, now))
        session.flush()

        event = session.scalars(select(Event)).one()
        assert (event.kind, event.person_id, event.data) == (
            EventKind.ASSIGNED, clinic.ana.id, {"old": None, "new": clinic.ben.id},
        )  # fmt: skip


def test_unassigning_says_who_had_it(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now, assignee_id=clinic.ben.id)
        assignment.assign(session, one, None, by=actor(clinic.ana, now))
        session.flush()

        assert session.scalars(select(Event)).one().data == {"old": clinic.ben.id, "new": None}


def test_people_of_other_teams_and_people_who_left_are_refused(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        with pytest.raises(NotAllowed, match="Dev Patel has no access"):
            assignment.assign(session, one, clinic.dev, by=actor(clinic.ana, now))
        ben = session.get_one(Person, clinic.ben.id)
        ben.active = False
        with pytest.raises(NotAllowed, match="no longer active"):
            assignment.assign(session, one, ben, by=actor(clinic.ana, now))

        assert one.assignee_id is None
        assert [person.name for person in assignment.candidates(session, one)] == ["Ana Ruiz", "Cleo Brandt"]


def test_a_person_of_another_organization_does_not_exist(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        other = found(session, now=now, key="other")
        one = conversation(session, clinic.front_desk, now=now)

        with pytest.raises(NotFound):
            assignment.candidate(session, one, other.ana.id)
