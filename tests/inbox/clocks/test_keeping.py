"""Clocks as they are kept: appended to, never rewritten, the same however often they are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import lifecycle, sorting, tagging
from inbox.clocks import keeping
from inbox.configuration import promises, reading
from inbox.configuration.changes import Changes
from inbox.database import Sessions
from inbox.models import (
    Clock,
    ClockEvent,
    ClockState,
    Conversation,
    Direction,
    Mailbox,
    Message,
    Organization,
    Priority,
    Tag,
    Team,
)
from tests import clinic as building
from tests.clinic import Clinic, actor

MINUTE = timedelta(minutes=1)
FILE = """
organization: {key: clinic, name: Clinic, time_zone: UTC}
teams: [{key: reception, name: Reception, calendar: office}]
tags: [{name: insurance}]
calendars:
  - {key: office, name: Office, week: {monday-friday: [08:00-12:00, 13:00-17:00]}}
policies:
  - {key: urgent, name: Urgent, when: {priorities: [urgent]}, first_response: 30m, calendar: always}
  - {key: usual, name: Usual, first_response: 4h, next_response: 8h, resolution: 20h}
"""


@pytest.fixture
def session(make: Sessions, clinic: Clinic, now: datetime) -> Iterator[Session]:
    """A session on a clinic that made promises long ago."""
    with make() as session:
        promise(session, clinic, FILE, now - timedelta(days=100))
        session.get_one(Team, clinic.reception.id).calendar_key = "office"
        session.get_one(Mailbox, clinic.front_desk.id).created_at = now - timedelta(days=90)
        session.flush()
        yield session


def promise(session: Session, clinic: Clinic, text: str, at: datetime) -> None:
    organization = session.get_one(Organization, clinic.organization.id)
    promises.apply(session, organization, reading.read(text), Changes(), now=at)
    session.flush()


def follow(session: Session, one: Conversation, at: datetime) -> list[str]:
    """The clocks after a look at `at`: how they stand and when they are due."""
    session.flush()
    keeping.follow(session, [one.id], now=at)
    session.flush()
    clocks = session.scalars(select(Clock).where(Clock.conversation_id == one.id).order_by(Clock.id))
    return [f"{clock.kind} {clock.state} {f'{clock.due_at:%d %H:%M}' if clock.due_at else '-'}" for clock in clocks]


def events(session: Session) -> list[str]:
    rows = session.scalars(select(ClockEvent).order_by(ClockEvent.clock_id, ClockEvent.position))
    return [f"{row.kind} {row.reason}{row.step or ''}".strip() for row in rows]


def test_a_mail_starts_what_is_promised(session: Session, clinic: Clinic, now: datetime) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)  # Wednesday, 09:30

    assert follow(session, one, now) == ["first-response running 04 14:30", "resolution running 06 14:30"]
    assert (one.due_at, one.due_kind) == (datetime(2026, 3, 4, 14, 30, tzinfo=UTC), "first-response")
    assert session.scalars(select(Clock.next_at).order_by(Clock.id)).first() == datetime(2026, 3, 4, 13, 30, tzinfo=UTC)


def test_looking_again_appends_nothing(session: Session, clinic: Clinic, now: datetime) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    first = follow(session, one, now), events(session)

    assert (follow(session, one, now + MINUTE), events(session)) == first


def test_an_answer_fulfils_and_the_next_mail_starts_the_next(session: Session, clinic: Clinic, now: datetime) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    follow(session, one, now)
    answer = building.message(
        session, one, sender="r@clinic.example.org", text="Yes", at=now + MINUTE, direction=Direction.OUTBOUND
    )
    building.message(session, one, sender="maria.lopez@example.com", text="Thanks", at=now + 2 * MINUTE)

    assert follow(session, one, now + 3 * MINUTE)[0] == "first-response fulfilled 04 14:30"
    assert follow(session, one, now + 3 * MINUTE)[2] == "next-response running 05 09:32"
    assert session.scalars(select(Clock.ended_at).order_by(Clock.id)).first() == answer.received_at


def test_closing_and_opening_again_by_staff(session: Session, clinic: Clinic, now: datetime) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    follow(session, one, now)
    lifecycle.close(session, one, by=actor(clinic.ana, now + 60 * MINUTE))

    assert follow(session, one, now + 60 * MINUTE) == [
        "first-response cancelled 04 14:30",
        "resolution fulfilled 06 14:30",
    ]
    assert one.due_at is None
    lifecycle.open_(session, one, by=actor(clinic.ana, now + 90 * MINUTE))
    again = follow(session, one, now + 90 * MINUTE)
    assert again[1:] == ["resolution running 06 15:00", "first-response running 04 14:30"]


def test_waiting_holds_the_resolution_and_not_the_answer(session: Session, clinic: Clinic, now: datetime) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    lifecycle.set_pending(session, one, by=actor(clinic.ana, now + 30 * MINUTE))

    assert follow(session, one, now + 40 * MINUTE) == ["first-response running 04 14:30", "resolution paused -"]


def test_another_policy_carries_over_and_goes_back(session: Session, clinic: Clinic, now: datetime) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    follow(session, one, now)
    later = now + 10 * MINUTE
    sorting.set_priority(session, one, Priority.URGENT, by=actor(clinic.ana, later))

    assert follow(session, one, later) == ["first-response running 04 10:00", "resolution running -"]
    sorting.set_priority(session, one, Priority.NORMAL, by=actor(clinic.ana, later + MINUTE))
    assert follow(session, one, later + MINUTE) == ["first-response running 04 14:30", "resolution running 06 14:30"]


def test_a_changed_calendar_counts_from_the_start_for_what_runs_only(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    done = building.conversation(session, clinic.front_desk, now=now, patient="other@example.com")
    lifecycle.close(session, done, by=actor(clinic.ana, now + MINUTE))
    follow(session, one, now)
    before = follow(session, done, now + MINUTE)
    promise(session, clinic, FILE.replace("08:00-12:00, 13:00-17:00", "08:00-12:00"), now + MINUTE)

    assert follow(session, one, now + 2 * MINUTE)[0] == "first-response running 05 09:30"
    assert follow(session, done, now + 2 * MINUTE) == before


def test_mail_that_came_late_makes_another_clock_and_rewrites_none(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    follow(session, one, now)
    kept = events(session)
    building.message(session, one, sender="maria.lopez@example.com", text="Earlier", at=now - 30 * MINUTE)

    assert follow(session, one, now + MINUTE) == [
        "first-response cancelled 04 14:30", "resolution cancelled 06 14:30",
        "first-response running 04 14:00", "resolution running 06 14:00",
    ]  # fmt: skip
    assert events(session)[: len(kept) // 2] == kept[: len(kept) // 2]
    assert events(session).count("cancel restated") == 2


def test_old_mail_of_a_new_mailbox_has_clocks_that_alarm_nobody(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    session.get_one(Mailbox, clinic.front_desk.id).created_at = now
    one = building.conversation(session, clinic.front_desk, now=now - timedelta(hours=23))
    answered = building.conversation(session, clinic.front_desk, now=now - timedelta(days=30), patient="o@example.com")
    building.message(
        session,
        answered,
        sender="r@clinic.example.org",
        text="Yes",
        at=now - timedelta(days=29),
        direction=Direction.OUTBOUND,
    )
    lifecycle.close(session, answered, by=actor(clinic.ana, now))

    assert len(follow(session, one, now)) == 2
    assert one.due_at is not None
    assert one.due_at < now
    assert session.scalars(select(Clock.next_at).order_by(Clock.id)).first() is None
    assert "breach silentbreach" in events(session)
    assert follow(session, answered, now) == []
    history = building.conversation(session, clinic.front_desk, now=now - timedelta(days=2), patient="h@example.com")
    assert follow(session, history, now) == []


def test_a_merged_or_quarantined_conversation_has_no_clock_that_runs(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    follow(session, one, now)
    one.is_quarantined = True

    assert {line.split()[1] for line in follow(session, one, now + MINUTE)} == {"cancelled"}
    one.is_quarantined = False
    assert [line.split()[1] for line in follow(session, one, now + 2 * MINUTE)] == ["cancelled"] * 2 + ["running"] * 2


def test_what_the_machine_writes_starts_a_clock_only_where_that_is_set(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    building.message(session, one, sender="lab@example.org", text="Report", at=now)
    session.execute(update(Message).values(mail_class="automated"))

    assert follow(session, one, now) == []
    session.get_one(Mailbox, clinic.front_desk.id).settings = {"automated_starts_clock": True}
    assert len(follow(session, one, now)) == 2


def test_a_tag_that_the_policy_names(session: Session, clinic: Clinic, now: datetime) -> None:
    promise(session, clinic, FILE.replace("{priorities: [urgent]}", "{tags: [Insurance]}"), now)
    one = building.conversation(session, clinic.front_desk, now=now)
    tag = session.scalars(select(Tag).where(Tag.name == "insurance")).one()
    tagging.set_tags(session, one, [tag.id], by=actor(clinic.ana, now))

    assert follow(session, one, now) == ["first-response running 04 10:00"]


def test_clocks_of_others_are_left_alone(session: Session, clinic: Clinic, now: datetime) -> None:
    one = building.conversation(session, clinic.front_desk, now=now)
    building.conversation(session, clinic.invoices, now=now, patient="other@example.com")
    follow(session, one, now)

    assert set(session.scalars(select(Clock.conversation_id))) == {one.id}
    assert {row.state for row in session.scalars(select(Clock))} == {ClockState.RUNNING}
