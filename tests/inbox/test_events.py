"""Events: every change raises the version, and the acts of staff are told from their mail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inbox import events
from inbox.database import Sessions, unit_of_work
from inbox.events import Actor
from inbox.models import Door, Event, EventKind
from tests.clinic import Clinic, actor, conversation


def test_an_event_keeps_who_when_why_and_through_which_door(make: Sessions, clinic: Clinic, now: datetime) -> None:
    earlier = now - timedelta(days=1)
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        by = Actor(door=Door.RULE, now=now, reason="rule 3")
        events.record(session, one, EventKind.TAGGED, by=by, at=earlier, new="insurance")
        session.flush()

        event = session.scalars(select(Event)).one()
        assert (event.at, event.recorded_at, event.door, event.reason, event.data, event.relayed_at) == (
            earlier, now, Door.RULE, "rule 3", {"new": "insurance"}, None,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("door", "is_known", "is_human"),
    [(Door.GMAIL, True, True), (Door.NATIVE, True, False), (Door.SYSTEM, False, False), (Door.CLI, False, False)],
)
def test_each_raises_the_version_and_only_acts_of_staff_count_as_such(
    make: Sessions, clinic: Clinic, now: datetime, door: Door, is_known: bool, is_human: bool
) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        before = one.version
        for _ in range(2):
            events.record(session, one, EventKind.CLOSED, by=actor(clinic.ana if is_known else None, now, door))

        assert one.version == before + 2
        assert one.has_human_act is is_human


def test_a_unit_of_work_knows_for_whom_it_recorded(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        assert events.recorded(session) == frozenset()
        by = actor(None, now, Door.SYSTEM)
        events.record_of_mailbox(session, clinic.front_desk, EventKind.MAILBOX_CHANGED, by=by, reason="lost")
        events.record_of_organization(session, clinic.organization.id, EventKind.CONFIGURED, by=by)

        assert events.recorded(session) == {clinic.organization.id}
        session.flush()
        of_mailbox, of_organization = session.scalars(select(Event).order_by(Event.id))
        assert (of_mailbox.mailbox_id, of_mailbox.conversation_id, of_mailbox.reason) == (
            clinic.front_desk.id, None, "lost",
        )  # fmt: skip
        assert (of_organization.mailbox_id, of_organization.conversation_id) == (None, None)


def test_the_same_thing_cannot_be_recorded_twice_under_one_key(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with pytest.raises(IntegrityError), unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        for _ in range(2):
            events.record(session, one, EventKind.RECEIVED, by=actor(None, now), dedupe_key="received:1")
