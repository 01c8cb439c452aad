"""Leave: what is left behind goes on at its beginning or when somebody decides, and can be given back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import access, assignment, handing_over, leaves, standing_in
from inbox.database import Sessions, unit_of_work
from inbox.errors import NotFound
from inbox.models import Conversation, Event, EventKind, HandOver, Leave, OnLeave, Person, Team, TeamMember
from tests.clinic import Clinic, actor, conversation, viewer

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def away(session: Session, who: Person, now: datetime, substitute: Person | None = None) -> Leave:
    """Somebody goes on leave for a week, in an hour."""
    person = session.get_one(Person, who.id)
    other = session.get_one(Person, substitute.id) if substitute else None
    return leaves.add(session, person, now + HOUR, now + 7 * DAY, by=actor(who, now), substitute=other)


def test_at_once_to_the_substitute_and_back_but_for_what_a_person_moved(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        session.get_one(Team, clinic.reception.id).on_leave = OnLeave.HAND_OVER
        mine = [conversation(session, clinic.front_desk, now=now, assignee_id=clinic.ana.id) for _ in range(3)]
        leave = away(session, clinic.ana, now, clinic.ben)
        assert handing_over.begin_due(session, now=now) == 0, "it has not begun"
        later = now + HOUR
        assert handing_over.begin_due(session, now=later) == 1
        assert handing_over.begin_due(session, now=later) == 0, "it begins once"
        assert [one.assignee_id for one in mine] == [clinic.ben.id] * 3

        assignment.assign(session, mine[0], session.get_one(Person, clinic.cleo.id), by=actor(clinic.ben, later + HOUR))
        lead = viewer(session, session.get_one(Person, clinic.cleo.id))
        offer = standing_in.offers(session, lead, now=later)[0]
        assert (offer.moved, offer.waiting, offer.may_undo, offer.is_open) == (3, 0, True, False)
        leave = standing_in.leave_for(session, lead, leave.id, to_undo=True)
        assert handing_over.undo(session, leave, by=actor(clinic.cleo, later + 2 * HOUR)) == 2
        assert [one.assignee_id for one in mine] == [clinic.cleo.id, clinic.ana.id, clinic.ana.id]
        assert session.scalars(select(HandOver)).all() == []
        told = session.scalars(select(Event).where(Event.kind == EventKind.ASSIGNED).order_by(Event.id)).all()
        assert [one.reason for one in told] == [handing_over.ON_LEAVE] * 3 + ["", handing_over.GIVEN_BACK] + [
            handing_over.GIVEN_BACK
        ]


def test_offered_to_lead_and_substitute_until_somebody_decides(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now, assignee_id=clinic.ana.id)
        leave = away(session, clinic.ana, now, clinic.ben)
        later = now + 2 * HOUR
        handing_over.begin_due(session, now=later)
        assert one.assignee_id == clinic.ana.id
        event = session.scalars(select(Event).where(Event.kind == EventKind.LEAVE_BEGAN)).one()
        assert (event.data["waiting"], event.data["substitute"]) == (1, clinic.ben.id)

        asked = [access.viewer_of(session, session.get_one(Person, who.id), door=event.door, language="", time_zone="")
                 for who in (clinic.ben, clinic.cleo, clinic.ada, clinic.dev)]  # fmt: skip
        assert [[offer.is_open for offer in standing_in.offers(session, who, now=later)] for who in asked] == [
            [True], [True], [True], [],
        ]  # fmt: skip
        with pytest.raises(NotFound):
            standing_in.leave_for(session, asked[3], leave.id)
        with pytest.raises(NotFound):
            standing_in.leave_for(session, asked[0], leave.id, to_undo=True)

        assert handing_over.decide(session, leave, by=actor(clinic.ben, later), to_substitute=True) == 1
        assert one.assignee_id == clinic.ben.id
        assert not standing_in.offers(session, asked[1], now=later)[0].is_open


def test_a_reply_to_somebody_away_waits_for_the_minutes_of_the_team(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        session.get_one(Team, clinic.reception.id).take_over_minutes = 90
        one = conversation(session, clinic.front_desk, now=now, assignee_id=clinic.ana.id)
        answered = conversation(session, clinic.front_desk, now=now, assignee_id=clinic.ana.id)
        present = conversation(session, clinic.front_desk, now=now, assignee_id=clinic.cleo.id)
        away(session, clinic.ana, now - 2 * HOUR, clinic.ben)
        ids = [one.id, answered.id, present.id]
        handing_over.expect_takeover(session, ids, now=now)
        due = now + timedelta(minutes=90)
        assert [each.take_over_at for each in (one, answered, present)] == [due, due, None]

        answered.last_outbound_at = now + HOUR
        assert handing_over.take_over_due(session, now=due - timedelta(seconds=1)) == 0
        assert handing_over.take_over_due(session, now=due) == 2
        assert [each.assignee_id for each in (one, answered)] == [clinic.ben.id, clinic.ana.id]


def test_without_a_substitute_who_is_there_it_goes_to_the_queue(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        session.get_one(Team, clinic.reception.id).on_leave = OnLeave.HAND_OVER
        conversation(session, clinic.front_desk, now=now, assignee_id=clinic.ana.id)
        away(session, clinic.ben, now)
        away(session, clinic.ana, now, clinic.ben)
        session.delete(session.get_one(TeamMember, (clinic.reception.id, clinic.cleo.id)))
        handing_over.begin_due(session, now=now + HOUR)
        kept = session.scalars(select(Conversation)).one()
        assert kept.assignee_id is None
        event = session.scalars(select(Event).where(Event.kind == EventKind.UNASSIGNED)).one()
        assert (event.reason, event.person_id) == (handing_over.ON_LEAVE, None)
