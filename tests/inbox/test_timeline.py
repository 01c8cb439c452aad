"""What happened to a conversation."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inbox import assignment, database, events, lifecycle, notes, timeline
from inbox.database import Sessions
from inbox.models import Conversation, EventKind, Person
from inbox.paging import Slice
from tests import clinic as building
from tests.clinic import Clinic


def test_the_newest_comes_first_with_who_did_it(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now)
        lifecycle.set_pending(session, one, by=building.actor(clinic.ana, now))
        lifecycle.close(session, one, by=building.actor(clinic.ben, now + timedelta(hours=1)))
        message = building.message(session, one, sender="maria.lopez@example.com", text="?", at=now)
        events.record(
            session, one, EventKind.RECEIVED, by=building.actor(None, now), at=now - timedelta(days=1),
            message_id=message.id,
        )  # fmt: skip

    with database.unit_of_work(make, writes=False) as session:
        told = timeline.happenings(session, one.id).items
        last = timeline.last_recorded(session, one.id, 2)
        acts = timeline.acts(session, one.id, limit=1)
    assert [(happened.kind, happened.person, happened.sender) for happened in told] == [
        (EventKind.CLOSED, "Ben Okafor", None),
        (EventKind.PENDING, "Ana Ruiz", None),
        (EventKind.RECEIVED, None, "Maria Lopez"),
    ]
    assert ([happened.kind for happened in acts.items], acts.older is not None) == ([EventKind.CLOSED], True)
    assert [happened.kind for happened in last] == [EventKind.RECEIVED, EventKind.CLOSED]


def test_a_long_timeline_is_read_in_pages(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now)
        for number in range(25):
            events.record(session, one, EventKind.NOTE_ADDED, by=building.actor(clinic.ana, now), note_id=number)

        first = timeline.happenings(session, one.id, limit=10)
        second = timeline.happenings(session, one.id, Slice(older=first.older), limit=10)
        third = timeline.happenings(session, one.id, Slice(older=second.older), limit=10)
        back = timeline.happenings(session, one.id, Slice(newer=third.newer), limit=10)

    notes_told = [happened.data["note_id"] for page in (first, second, third) for happened in page.items]
    assert notes_told == list(reversed(range(25)))
    assert (first.newer, third.older) == (None, None)
    assert back.items == second.items


def test_names_are_known_of_everybody_an_event_speaks_of(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now)
        assignment.assign(session, one, _again(session, clinic.ben), by=building.actor(clinic.ana, now))
        assignment.assign(session, one, _again(session, clinic.cleo), by=building.actor(clinic.ana, now))
        notes.add(session, one, "@Dev Patel please", by=building.actor(clinic.ana, now))
        names = timeline.names(session, timeline.happenings(session, one.id).items)

    assert set(names.values()) == {"Ana Ruiz", "Ben Okafor", "Cleo Brandt", "Dev Patel"}


def test_events_of_other_conversations_are_not_told(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        one, other = (
            building.conversation(session, clinic.front_desk, now=now, patient=f"{key}@example.com") for key in "ab"
        )
        lifecycle.close(session, other, by=building.actor(clinic.ana, now))

        assert isinstance(one, Conversation)
        assert timeline.happenings(session, one.id).items == []


def _again(session: Session, person: Person) -> Person:
    return session.get_one(Person, person.id)
