"""Warnings, breaches and what follows them: each once, whoever looks, and nothing for what was answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from inbox import database, label_names
from inbox.clocks import choosing, keeping, ringing
from inbox.configuration import promises, reading
from inbox.configuration.changes import Changes
from inbox.configuration.promise_parts import PolicyPart
from inbox.database import Sessions
from inbox.hours import ALWAYS
from inbox.models import (
    Clock,
    ClockKind,
    Conversation,
    Direction,
    Event,
    EventKind,
    Mailbox,
    Organization,
    Priority,
    Status,
    Tag,
)
from tests import clinic as building
from tests.cards.drawing import counted_queries
from tests.clinic import Clinic

MINUTE = timedelta(minutes=1)
FILE = """
organization: {key: clinic, name: Clinic}
tags: [{name: Late}]
policies:
  - key: usual
    name: Usual
    first_response: 60m
    warn: [75%, 5m]
    breach:
      - then: [notify-assignee, notify-lead, raise-priority]
      - {after: 30m, then: [reassign, "tag: late", webhook]}
"""


@pytest.fixture
def promised(make: Sessions, clinic: Clinic, now: datetime) -> None:
    """An hour for the first response, promised long ago."""
    with database.unit_of_work(make) as session:
        organization = session.get_one(Organization, clinic.organization.id)
        session.add(Tag(organization_id=organization.id, name="Late"))
        session.get_one(Mailbox, clinic.front_desk.id).created_at = now - timedelta(days=9)
        promises.apply(session, organization, reading.read(FILE), Changes(), now=now - timedelta(days=9))


@pytest.fixture
def session(make: Sessions, promised: None) -> Iterator[Session]:
    with make() as session:
        yield session


def begun(session: Session, clinic: Clinic, now: datetime, **columns: object) -> Conversation:
    """A conversation whose clock runs."""
    one = building.conversation(session, clinic.front_desk, now=now, **columns)
    keeping.follow(session, [one.id], now=now)
    session.flush()
    return one


def answer(session: Session, one: Conversation, at: datetime) -> None:
    """Somebody answers."""
    building.message(session, one, sender="a@clinic.example.org", text="Yes", at=at, direction=Direction.OUTBOUND)


def ring(session: Session, now: datetime) -> list[str]:
    """What was done at a time, in order."""
    last = session.scalar(select(func.max(Event.id))) or 0
    ringing.ring(session, ringing.due(session, now=now), now=now)
    session.flush()
    return [one.kind.value for one in session.scalars(select(Event).where(Event.id > last).order_by(Event.id))]


def test_each_step_is_taken_at_its_time_and_once(session: Session, clinic: Clinic, now: datetime) -> None:
    one = begun(session, clinic, now, assignee_id=clinic.ana.id)

    assert ring(session, now + 44 * MINUTE) == []
    assert ring(session, now + 45 * MINUTE) == ["due-soon"]
    assert ring(session, now + 45 * MINUTE) == []
    assert ring(session, now + 55 * MINUTE) == ["due-soon"]
    assert not one.is_overdue
    assert ring(session, now + 61 * MINUTE) == ["overdue", "escalated", "prioritized"]
    assert one.is_overdue
    assert ring(session, now + 91 * MINUTE) == ["escalated", "unassigned", "tagged"]
    assert (one.priority, one.assignee_id) == (Priority.HIGH, None)
    assert ring(session, now + timedelta(days=9)) == []
    overdue = session.scalars(select(Event).where(Event.kind == EventKind.OVERDUE)).one()
    assert (overdue.at, overdue.data["clock"]) == (now + 60 * MINUTE, "first-response")


def test_of_two_warnings_that_come_at_the_same_moment_one_is_told() -> None:
    part = PolicyPart(key="usual", name="Usual", first_response="2h", warn=["30m", "75%", "10m"])
    terms = choosing.terms_of(part, ClockKind.FIRST_RESPONSE, ALWAYS)
    assert terms is not None
    assert [step.name for step in terms.steps[:3]] == ["warn 30m", "warn 10m", "breach"]


def test_steps_that_were_slept_through_are_all_taken_in_order(session: Session, clinic: Clinic, now: datetime) -> None:
    begun(session, clinic, now, assignee_id=clinic.ana.id)

    assert ring(session, now + timedelta(hours=5)) == [
        "due-soon", "due-soon", "overdue", "escalated", "prioritized", "escalated", "unassigned", "tagged",
    ]  # fmt: skip


def test_nothing_is_said_of_what_was_answered_though_nobody_looked_yet(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    one = begun(session, clinic, now)
    building.message(
        session, one, sender="a@clinic.example.org", text="Yes", at=now + MINUTE, direction=Direction.OUTBOUND
    )

    assert ring(session, now + timedelta(hours=5)) == []
    assert not one.is_overdue


def test_an_answer_ends_being_overdue(session: Session, clinic: Clinic, now: datetime) -> None:
    one = begun(session, clinic, now)
    ring(session, now + 61 * MINUTE)
    building.message(
        session, one, sender="a@clinic.example.org", text="Yes", at=now + 62 * MINUTE, direction=Direction.OUTBOUND
    )
    keeping.follow(session, [one.id], now=now + 62 * MINUTE)

    assert (one.is_overdue, one.due_at) == (False, None)
    assert ring(session, now + timedelta(hours=5)) == []


def test_what_is_overdue_carries_a_label(session: Session, clinic: Clinic) -> None:
    names = label_names.names(session, session.get_one(Mailbox, clinic.front_desk.id))
    wanted = label_names.desired(Status.OPEN, None, Priority.NORMAL, (), is_listed=True, is_overdue=True)

    assert label_names.OVERDUE in wanted
    assert names[label_names.OVERDUE].text == "Desk/!Overdue"


def test_workers_that_race_take_each_step_once(make: Sessions, promised: None, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        for number in range(10):
            begun(session, clinic, now, patient=f"p{number}@example.com")
    later = now + timedelta(hours=2)
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        with database.unit_of_work(make) as session:
            ringing.ring(session, ringing.due(session, now=later), now=later)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.unit_of_work(make, writes=False) as session:
        kinds = dict(session.execute(select(Event.kind, func.count()).group_by(Event.kind)).all())
        assert (kinds[EventKind.DUE_SOON], kinds[EventKind.OVERDUE], kinds[EventKind.ESCALATED]) == (20, 10, 20)
        assert session.scalars(select(Clock.next_at).distinct()).all() == [None]


def test_looking_costs_the_same_however_many_clocks_run(
    make: Sessions, promised: None, clinic: Clinic, now: datetime, engine: Engine
) -> None:
    with database.unit_of_work(make) as session:
        for number in range(30):
            begun(session, clinic, now, patient=f"p{number}@example.com")
    with counted_queries(engine) as statements, database.unit_of_work(make) as session:
        assert ringing.due(session, now=now + MINUTE) == []
    assert len(statements) == 1
