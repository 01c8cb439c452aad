"""Status: what staff do with it, and that doing it twice is no news."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import lifecycle
from inbox.database import Sessions, unit_of_work
from inbox.errors import Invalid
from inbox.models import Conversation, Event, EventKind, Status
from tests.clinic import Clinic, actor, conversation


def kinds(session: Session, one: Conversation) -> list[EventKind]:
    session.flush()
    return list(session.scalars(select(Event.kind).where(Event.conversation_id == one.id).order_by(Event.id)))


def test_closing_twice_records_one_event(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        lifecycle.close(session, one, by=actor(clinic.ana, now))
        lifecycle.close(session, one, by=actor(clinic.ben, now))

        assert kinds(session, one) == [EventKind.CLOSED]
        assert (one.status, one.closed_by_id, one.version) == (Status.CLOSED, clinic.ana.id, 1)
        assert one.has_human_act


def test_opening_again_clears_who_closed_it(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        lifecycle.close(session, one, by=actor(clinic.ana, now))
        lifecycle.open_(session, one, by=actor(clinic.ana, now))

        assert (one.closed_at, one.closed_by_id, one.is_open) == (None, None, True)


def test_a_snooze_in_the_past_is_refused_with_its_field(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        with pytest.raises(Invalid) as refusal:
            lifecycle.snooze(session, one, now, by=actor(clinic.ana, now))

        assert refusal.value.field == "until"
        assert kinds(session, one) == []


def test_a_snooze_for_ever_is_refused_with_its_field(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        with pytest.raises(Invalid) as refusal:
            lifecycle.snooze(session, one, datetime.max.replace(tzinfo=UTC), by=actor(clinic.ana, now))

        assert refusal.value.field == "until"
        assert (one.snoozed_until, kinds(session, one)) == (None, [])


def test_pending_ends_a_snooze(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        lifecycle.snooze(session, one, now + timedelta(days=1), by=actor(clinic.ana, now))
        lifecycle.set_pending(session, one, by=actor(clinic.ana, now))

        assert (one.status, one.snoozed_until) == (Status.PENDING, None)
        assert kinds(session, one) == [EventKind.SNOOZED, EventKind.PENDING]


def test_a_snoozed_conversation_opens_at_its_time_and_only_then(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        lifecycle.snooze(session, one, now + timedelta(hours=2), by=actor(clinic.ana, now))
        session.flush()

        assert lifecycle.wake_due(session, now=now + timedelta(hours=1)) == 0
        assert lifecycle.wake_due(session, now=now + timedelta(hours=3)) == 1
        assert lifecycle.wake_due(session, now=now + timedelta(hours=3)) == 0
        woke = session.scalars(select(Event).where(Event.kind == EventKind.WOKE)).one()
        assert (one.status, woke.at, woke.person_id) == (Status.OPEN, now + timedelta(hours=2), None)


def test_keeping_closed_works_only_where_it_was_suggested(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        lifecycle.keep_closed(session, one, by=actor(clinic.ana, now))
        assert one.is_open

        one.status_reason = lifecycle.KEEP_CLOSED
        lifecycle.keep_closed(session, one, by=actor(clinic.ana, now))
        assert one.is_closed
