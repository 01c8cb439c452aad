"""Notes and mentions."""

from datetime import datetime

import pytest
from sqlalchemy import select

from inbox import mentions, notes
from inbox.database import Sessions, unit_of_work
from inbox.errors import Invalid, NotAllowed
from inbox.models import Event, EventKind, Mention, NoteVersion
from tests.clinic import Clinic, actor, conversation, person


def test_a_note_mentions_people_and_teams_once_each(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        text = "@Ben Okafor please call; @billing knows. @ben@clinic.example.org? mail me@ben.example, @nobody"
        notes.add(session, one, text, by=actor(clinic.ana, now))
        session.flush()

        named = [(mention.person_id, mention.team_id) for mention in session.scalars(select(Mention))]
        assert named == [(clinic.ben.id, None), (None, clinic.billing.id)]
        assert session.scalars(select(Event)).one().data["people"] == [clinic.ben.id]


def test_a_first_name_that_two_people_share_mentions_nobody(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        first = mentions.named_in(session, clinic.organization.id, "@Ben")
        person(session, clinic.organization, "Ben Adler", now=now)
        second = mentions.named_in(session, clinic.organization.id, "@Ben")

        assert [one.name for one in first.people] == ["Ben Okafor"]
        assert second.people == ()
        assert (first.unknown, second.unknown) == ((), ("Ben",))


def test_a_name_that_nobody_has_is_given_back(make: Sessions, clinic: Clinic) -> None:
    with unit_of_work(make) as session:
        text = "Hi @Nobodyxyz, and @Ben. @Ana Ruiz, write to maria@example.com @Nobodyxyz"
        named = mentions.named_in(session, clinic.organization.id, text)

    assert [one.name for one in named.people] == ["Ben Okafor", "Ana Ruiz"]
    assert named.unknown == ("Nobodyxyz",)


def test_only_the_author_changes_a_note_and_its_history_is_kept(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        note = notes.add(session, one, "Called, no answer", by=actor(clinic.ana, now))
        with pytest.raises(NotAllowed):
            notes.edit(session, note, "hers", by=actor(clinic.ben, now))
        notes.edit(session, note, "Called twice", by=actor(clinic.ana, now))
        notes.edit(session, note, "Called twice", by=actor(clinic.ana, now))
        notes.delete(session, note, by=actor(clinic.ana, now))
        notes.delete(session, note, by=actor(clinic.ana, now))
        session.flush()

        assert list(session.scalars(select(NoteVersion.text))) == ["Called, no answer", "Called twice"]
        assert list(session.scalars(select(Event.kind).order_by(Event.id))) == [
            EventKind.NOTE_ADDED, EventKind.NOTE_EDITED, EventKind.NOTE_DELETED,
        ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "  \n\t", "\0", "x" * 20_001])
def test_an_empty_or_endless_note_is_refused(make: Sessions, clinic: Clinic, now: datetime, text: str) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)

        with pytest.raises(Invalid):
            notes.add(session, one, text, by=actor(clinic.ana, now))


def test_those_without_access_are_found_so_that_it_can_be_offered(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        one = conversation(session, clinic.front_desk, now=now)
        strangers = mentions.without_access(session, one, [clinic.ana, clinic.dev, clinic.ada])

        assert strangers == [clinic.dev]


def test_typing_after_an_at_sign_offers_people_and_teams(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        assert mentions.completions(session, clinic.organization.id, "ask @be") == ["Ben Okafor"]
        assert mentions.completions(session, clinic.organization.id, "ask @bil") == ["Billing"]
        assert mentions.completions(session, clinic.organization.id, "no sign") == []
