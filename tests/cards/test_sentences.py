"""Every kind of event can be told."""

from __future__ import annotations

from datetime import datetime, timedelta

from cards import sentences
from inbox import assignment, database, lifecycle, sorting
from inbox.access import Viewer
from inbox.database import Sessions
from inbox.models import Conversation, Door, EventKind, Person, Priority
from inbox.timeline import Happening
from tests import clinic as building
from tests.cards.drawing import Drawer
from tests.clinic import Clinic


def happening(kind: EventKind, now: datetime, person: str | None = None, **data: object) -> Happening:
    return Happening(1, kind, now, 7 if person else None, person, Door.GMAIL, "", dict(data), "Maria Lopez")


def test_every_kind_has_a_sentence_with_and_without_somebody_in_every_language(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    assert set(sentences.SENTENCES) == set(EventKind)
    for language in ("en", "de"):
        view = Drawer(make, now, clinic.ana, language).view()
        for kind in EventKind:
            for person in ("Ana Ruiz", None):
                for data in ({}, {"old": 3, "new": 4}, {"old": "low", "new": "high"}, {"addresses": ["a@b.example"]}):
                    told = sentences.sentence(view, happening(kind, now, person, **data), {4: "Ben Okafor"})
                    assert told
                    assert "%(" not in told


def test_taking_and_giving_are_told_apart(ana: Drawer, now: datetime) -> None:
    view, names = ana.view(), {7: "Ana Ruiz", 8: "Ben Okafor"}

    def told(kind: EventKind, person: str | None, **data: object) -> str:
        return sentences.sentence(view, happening(kind, now, person, **data), names)

    assert told(EventKind.ASSIGNED, "Ana Ruiz", new=7) == "Ana Ruiz took it"
    assert told(EventKind.ASSIGNED, "Ana Ruiz", new=8) == "Ana Ruiz gave it to Ben Okafor"
    assert told(EventKind.ASSIGNED, None, new=8) == "It went to Ben Okafor"
    assert told(EventKind.UNASSIGNED, "Ana Ruiz", old=9) == "Ana Ruiz took it off somebody who is gone"
    assert told(EventKind.CATEGORIZED, "Ana Ruiz", old="Lab", new=None) == "Ana Ruiz took it out of “Lab”"
    assert told(EventKind.PRIORITIZED, "Ana Ruiz", old="low", new="high") == (
        "Ana Ruiz changed the priority from Low to High"
    )
    assert told(EventKind.NOTE_ADDED, "Ana Ruiz", people=[]) == "Ana Ruiz left a note"
    assert told(EventKind.NOTE_ADDED, "Ana Ruiz", people=[8, 9]) == (
        "Ana Ruiz left a note for Ben Okafor, somebody who is gone"
    )
    assert told(EventKind.RECEIVED, None) == "Maria Lopez wrote"
    assert told(EventKind.BOUNCED, None, addresses=["a@b.example"]) == "A mail to a@b.example could not be delivered"


def test_what_somebody_missed_is_told_in_the_order_it_happened(
    make: Sessions, clinic: Clinic, now: datetime, ana: Drawer
) -> None:
    with database.unit_of_work(make) as session:
        one = building.conversation(session, clinic.front_desk, now=now)
        by = building.actor(clinic.ben, now)
        sorting.set_priority(session, one, Priority.LOW, by=by)
        seen = one.version
        assignment.assign(session, one, session.get_one(Person, clinic.ben.id), by=by)
        lifecycle.close(session, one, by=building.actor(clinic.ben, now + timedelta(minutes=1)))

        assert sentences.missed(session, ana.view(), one.id, seen, one.version) == (
            "Ben Okafor took it · Ben Okafor closed it"
        )
        assert isinstance(session.get_one(Conversation, one.id), Conversation)
        assert isinstance(ana.view().viewer, Viewer)
