"""Calendars and policies in the file: read, refused with line and field, applied as versions, written back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import calendars, hours
from inbox.configuration import applying, reading, writing
from inbox.configuration.mailboxes import Secrets
from inbox.configuration.promise_parts import duration
from inbox.database import Sessions
from inbox.events import Actor
from inbox.models import Calendar, Door, Organization, Policy, Team
from inbox.secrets import KeyRing

ORGANIZATION = "organization: {key: clinic, name: Clinic, time_zone: Europe/Berlin}\n"
FILE = (
    ORGANIZATION
    + """
teams:
  - {key: reception, name: Reception, calendar: clinic}
tags:
  - {name: late}
calendars:
  - key: clinic
    name: Hours of the clinic
    week:
      monday-thursday: [08:00-12:00, 13:00-18:00]
      friday: [08:00-13:00]
    holidays: de-by
    days:
      - {date: 2026-12-24, name: Christmas Eve, open: [08:00-11:00]}
      - {date: 2026-12-31}
policies:
  - key: urgent
    name: Urgent
    when: {priorities: [urgent], contacts: ["@Lab.example.org"]}
    first_response: 30m
    calendar: always
    warn: [50%, 10m]
    breach:
      - then: [notify-lead, "tag: late"]
      - {after: 1h30m, then: [reassign]}
  - {key: usual, name: Usual, first_response: 4h, resolution: 40h}
"""
)


@pytest.fixture
def secrets() -> Secrets:
    """No mailbox of these files has a credential."""
    return Secrets(KeyRing((("k1", b"1" * 32),)), {}.__getitem__)


@pytest.fixture
def session(make: Sessions) -> Iterator[Session]:
    """A session on an empty database."""
    with make() as session:
        yield session


def said(text: str) -> str:
    """What is wrong with a file."""
    with pytest.raises(reading.Unreadable) as refused:
        reading.read(text)
    return str(refused.value)


def apply(session: Session, text: str, secrets: Secrets, now: datetime) -> list[str]:
    by = Actor(door=Door.CLI, now=now)
    return [str(one) for one in applying.apply(session, reading.read(text), text, secrets=secrets, by=by)]


def test_a_calendar_says_when_a_team_works() -> None:
    part = reading.read(FILE).calendars[0]
    known = calendars.hours(part.model_dump(mode="json"), "Europe/Berlin")

    assert known.on(date(2026, 12, 2)) == ((480, 720), (780, 1080))
    assert known.on(date(2026, 12, 4)) == ((480, 780),)
    assert known.on(date(2026, 12, 5)) == ()
    assert known.on(date(2026, 12, 24)) == ((480, 660),)
    assert known.on(date(2026, 12, 25)) == ()
    assert known.on(date(2026, 12, 31)) == ()


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("08:00-13:00", "13:00-08:00", "ends before it begins"),
        ("08:00-13:00", "8-13", "write one like 08:00-12:30"),
        ("08:00-13:00", "08:00-24:01", "a day goes from 00:00 to 24:00"),
        ("13:00-18:00", "11:00-18:00", "11:00-18:00 overlaps 08:00-12:00"),
        ("friday:", "freitag:", "freitag"),
        ("friday:", "thursday:", "thursday stands twice"),
        ("de-by", "de-xx", "the regions of DE are"),
        ("2026-12-31", "2026-12-24", "stands twice among the days"),
        ("2026-12-31", "2026-02-30", "date"),
        ("calendar: clinic", "calendar: night", "there is no calendar night"),
        ("calendar: always", "calendar: night", "there is no calendar night"),
        ("key: clinic\n    name", "key: always\n    name", "it stands for round the clock"),
        ("30m\n", "soon\n", "write one like 30m, 4h or 1h30m"),
        ("30m\n", "0m\n", "should be more than nothing"),
        ("50%", "100%", "between 1% and 99%"),
        ("[reassign]", "[shout]", "is no step"),
        ("[reassign]", "[]", "at least one entry"),
        ("tag: late", "tag: overdue", "there is no tag overdue"),
        ("priorities: [urgent]", "teams: [nursing]", "nothing in `teams` is called nursing"),
        ("first_response: 4h, resolution: 40h", "warn: [75%]", "promises nothing"),
        ('"@Lab.example.org"', "lab", "contacts"),
    ],
)
def test_a_mistake_is_refused_with_its_line(before: str, after: str, complaint: str) -> None:
    assert before in FILE
    told = said(FILE.replace(before, after, 1))

    assert complaint in told
    assert told.startswith("line ")


@pytest.mark.parametrize(("text", "minutes"), [("30m", 30), ("4h", 240), ("1h30m", 90), ("90 min", 90), ("1h 5m", 65)])
def test_lengths_of_time(text: str, minutes: int) -> None:
    assert duration(text) == timedelta(minutes=minutes)


def test_applying_twice_changes_nothing_and_a_change_is_a_version_of_its_own(
    session: Session, secrets: Secrets, now: datetime
) -> None:
    apply(session, FILE, secrets, now)
    assert apply(session, FILE, secrets, now) == []

    changed = FILE.replace("friday: [08:00-13:00]", "friday: [08:00-12:00]").replace(
        "first_response: 4h", "first_response: 2h"
    )
    told = apply(session, changed, secrets, now)

    assert told == ["changed  calendar clinic: what it says", "changed  policy usual: what it says"]
    rows = session.scalars(select(Calendar).order_by(Calendar.version)).all()
    assert [(row.version, row.is_current) for row in rows] == [(1, False), (2, True)]
    assert calendars.hours_of(rows[0]).on(date(2026, 12, 4)) == ((480, 780),)
    usual = session.scalars(select(Policy).where(Policy.key == "usual").order_by(Policy.version)).all()
    assert [(row.version, row.is_current, row.position) for row in usual] == [(1, False, 1), (2, True, 1)]


def test_what_the_file_no_longer_names_goes_out_of_force_and_stays(
    session: Session, secrets: Secrets, now: datetime
) -> None:
    apply(session, FILE, secrets, now)
    apply(session, ORGANIZATION, secrets, now)

    assert session.scalars(select(Policy).where(Policy.is_current)).all() == []
    assert len(session.scalars(select(Policy)).all()) == 2
    assert apply(session, FILE, secrets, now)
    assert max(session.scalars(select(Policy.version).where(Policy.key == "usual"))) == 2


def test_the_order_of_policies_is_theirs_in_the_file(session: Session, secrets: Secrets, now: datetime) -> None:
    apply(session, FILE, secrets, now)
    start, urgent, usual = FILE.partition("  - key: urgent")[0], *FILE.partition("  - key: urgent")[1:]
    urgent_part, _, usual_part = (urgent + usual).partition("  - {key: usual")
    apply(session, f"{start}  - {{key: usual{usual_part}{urgent_part}", secrets, now)

    in_force = select(Policy).where(Policy.is_current).order_by(Policy.position)
    assert [(row.key, row.version) for row in session.scalars(in_force)] == [("usual", 1), ("urgent", 1)]


def test_both_are_written_back_as_they_are(session: Session, secrets: Secrets, now: datetime) -> None:
    apply(session, FILE, secrets, now)
    organization = session.scalars(select(Organization)).one()
    assert writing.write(session, organization) == FILE

    organization.configuration = ""
    anew = writing.write(session, organization)
    assert reading.read(anew).policies == reading.read(FILE).policies
    assert apply(session, anew, secrets, now) == []


def test_a_team_without_a_calendar_works_round_the_clock(session: Session, secrets: Secrets, now: datetime) -> None:
    apply(session, FILE, secrets, now)
    team = session.scalars(select(Team)).one()
    calendar = calendars.of_key(session, team.organization_id, team.calendar_key)

    assert calendars.hours_of(calendar).zone == "Europe/Berlin"
    assert calendars.hours_of(calendars.of_key(session, team.organization_id, None)) is hours.ALWAYS
    assert not hours.is_open(calendars.hours_of(calendar), datetime(2026, 12, 25, 10, tzinfo=UTC))
