"""Routing in the file: read, refused with line and field, applied, written back; what people chose themselves stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import availability, leaves
from inbox.configuration import applying, reading, writing
from inbox.configuration.mailboxes import Secrets
from inbox.database import Sessions, unit_of_work
from inbox.events import Actor
from inbox.models import Category, Door, Leave, LeaveSource, OnLeave, Organization, Person, Routing, Tag, Team
from inbox.secrets import KeyRing

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
BY = Actor(Door.CLI, NOW)
FILE = """organization: {key: clinic, name: Clinic, time_zone: Europe/Berlin}
people:
  - name: Ana Ruiz
    addresses: [ana@clinic.example.org]
    hours: late
    skills: [spanish, lab]
    load_cap: 12
    weight: 2
    leave:
      - {from: 2026-04-01, to: 2026-04-03, substitute: b@clinic.example.org, note: Easter}
      - {from: 2026-01-01, to: 2026-01-02}
  - {name: Ben Okafor, addresses: [ben@clinic.example.org, b@clinic.example.org]}
teams:
  - {key: reception, name: Reception, routing: fewest-open, take_over_minutes: 90, on_leave: hand-over}
tags:
  - {name: urgent, skills: [lab]}
categories:
  - {key: lab, name: Lab, skills: [lab]}
calendars:
  - {key: late, name: Late, week: {friday: [12:00-20:00]}}
"""


def put(session: Session, text: str) -> list[str]:
    secrets = Secrets(KeyRing((("k1", b"1" * 32),)), {}.__getitem__)
    return [str(one) for one in applying.apply(session, reading.read(text), text, secrets=secrets, by=BY)]


def written(session: Session) -> str:
    return writing.write(session, session.scalars(select(Organization)).one())


def test_it_is_applied_and_written_back_and_twice_changes_nothing(make: Sessions) -> None:
    with unit_of_work(make) as session:
        put(session, FILE)
        ana = session.scalars(select(Person).where(Person.name == "Ana Ruiz")).one()
        team = session.scalars(select(Team)).one()
        assert (ana.calendar_key, ana.skills, ana.load_cap, ana.weight) == ("late", ["lab", "spanish"], 12, 2)
        assert (team.routing, team.take_over_minutes, team.on_leave) == (Routing.FEWEST_OPEN, 90, OnLeave.HAND_OVER)
        assert [session.scalars(select(table)).one().skills for table in (Tag, Category)] == [["lab"]] * 2
        coming = leaves.of_person(session, ana.id, now=NOW)
        assert [(one.note, one.source, one.begins_at) for one in coming] == [
            ("Easter", LeaveSource.FILE, datetime(2026, 3, 31, 22, tzinfo=UTC))
        ]
        assert put(session, FILE) == []
        assert written(session) == FILE

        ana.name = "Ana Ruiz García"
        anew = written(session)
        assert anew != FILE
        assert put(session, anew) == []
        assert written(session) == anew


def test_what_people_chose_themselves_stays_until_the_file_says_something_new(make: Sessions) -> None:
    with unit_of_work(make) as session:
        put(session, FILE)
        ana = session.scalars(select(Person).where(Person.name == "Ana Ruiz")).one()
        availability.work_by(session, ana, None, by=BY)
        mine = leaves.add(session, ana, NOW, NOW + timedelta(days=1), by=BY)
        (easter,) = (one for one in leaves.of_person(session, ana.id, now=NOW) if one.note)
        leaves.cancel(session, easter, by=BY)
        assert put(session, FILE.replace("weight: 2", "weight: 3")) == ["changed  person Ana Ruiz: weight"]
        assert (ana.calendar_key, leaves.of_person(session, ana.id, now=NOW)) == (None, [mine])

        later = FILE.replace("2026-04-03", "2026-04-04")
        assert put(session, later)[-2:] == [
            "changed  person Ana Ruiz: leave from 2026-04-01 to 2026-04-04",
            "changed  person Ana Ruiz: no leave from 2026-04-01 to 2026-04-03",
        ]
        assert len(session.scalars(select(Leave)).all()) == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("hours: late", "hours: early", "line 5: people[1].hours: there is no calendar early"),
        ("[spanish, lab]", "[lab, lab]", "line 6: people[1].skills: lab stands twice"),
        ("[spanish, lab]", "[Lab]", "line 6: people[1].skills[1]: is not a key"),
        ("load_cap: 12", "load_cap: 0", "line 7: people[1].load_cap: should be greater than or equal to 1"),
        ("weight: 2", "weight: 11", "line 8: people[1].weight: should be less than or equal to 10"),
        ("to: 2026-04-03", "to: 2026-03-03", "line 10: people[1].leave[1]: the last day is before the first one"),
        ("b@clinic.example.org, note", "c@clinic.example.org, note", "line 10: people[1].leave[1].substitute: nobody"),
        ("b@clinic.example.org, note", "ana@clinic.example.org, note",
         "line 10: people[1].leave[1].substitute: nobody stands in for themselves"),
        ("fewest-open", "at-random", "line 14: teams[1].routing: should be 'off', 'round-robin' or 'fewest-open'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_line_and_field(old: str, new: str, said: str) -> None:
    with pytest.raises(reading.Unreadable) as refused:
        reading.read(FILE.replace(old, new))
    assert [str(fault)[: len(said)] for fault in refused.value.faults] == [said]
