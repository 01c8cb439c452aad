"""Splitting a conversation."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import notes, splitting
from inbox.database import Sessions, unit_of_work
from inbox.errors import InboxError
from inbox.models import (
    Conversation,
    ConversationLink,
    EventKind,
    LinkKind,
    Message,
    Note,
    Participant,
    SuggestedLink,
)
from tests.clinic import Clinic, actor
from tests.inbox.post import DESK, LAB, kinds, letter, receive, texts

HOUR = timedelta(hours=1)


def thread(session: Session, clinic: Clinic, now: datetime) -> tuple[Conversation, list[Message]]:
    """A conversation of three messages, the last two about something else."""
    one = receive(session, clinic.front_desk, letter(now, id_="<0@x>", text="First"), at=now, thread="t")
    for number, text in ((1, "Second"), (2, "Third")):
        raw = letter(
            now, id_=f"<{number}@x>", text=text, subject="My invoice", replies_to=f"<{number - 1}@x>",
            cc=LAB if number == 1 else "",
        )  # fmt: skip
        receive(session, clinic.front_desk, raw, at=now + number * HOUR, thread="t")
    messages = select(Message).where(Message.conversation_id == one.id).order_by(Message.received_at)
    return one, list(session.scalars(messages))


def test_a_split_moves_a_message_and_all_after_it(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one, messages = thread(session, clinic, now)
        assert one.subject_changed
        notes.add(session, one, "Stays", by=actor(clinic.ana, now))
        new = splitting.split(session, one, messages[1], by=actor(clinic.ana, now + 3 * HOUR))

        assert (texts(session, one), texts(session, new)) == (["First"], ["Second", "Third"])
        assert (new.subject, new.status, new.contact_id) == ("My invoice", one.status, one.contact_id)
        assert (one.subject_changed, one.message_count, one.preview) == (False, 1, "First")
        assert session.scalars(select(Note.conversation_id)).one() == one.id
        people = session.scalars(select(Participant.address).where(Participant.conversation_id == one.id))
        assert sorted(people) == ["maria.lopez@example.com", "reception@clinic.example.org"]
        link = session.scalars(select(ConversationLink)).one()
        assert (link.conversation_id, link.other_id, link.kind) == (new.id, one.id, LinkKind.SPLIT_FROM)
        assert (kinds(session, one)[-1], kinds(session, new)[-1]) == (EventKind.SPLIT, EventKind.SPLIT)
        assert kinds(session, new).count(EventKind.RECEIVED) == 2


def test_splitting_twice_gives_the_same_conversation(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one, messages = thread(session, clinic, now)
        new = splitting.split(session, one, messages[1], by=actor(clinic.ana, now))

        assert splitting.split(session, one, messages[1], by=actor(clinic.ana, now)) is new
        assert kinds(session, one).count(EventKind.SPLIT) == 1


def test_the_first_message_cannot_be_split_off(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one, messages = thread(session, clinic, now)
        with pytest.raises(InboxError, match="first message"):
            splitting.split(session, one, messages[0], by=actor(clinic.ana, now))


def test_later_mail_goes_to_the_half_it_answers_and_joins_none(make: Sessions, clinic: Clinic, now: datetime) -> None:
    later = now + 9 * HOUR
    with unit_of_work(make) as session:
        one, messages = thread(session, clinic, now)
        new = splitting.split(session, one, messages[1], by=actor(clinic.ana, now))
        to_old = letter(later, references=["<0@x>"])
        to_new = letter(later, references=["<0@x>", "<1@x>"])
        from_desk = letter(later, sender=DESK, references=["<1@x>", "<0@x>"])

        assert receive(session, clinic.front_desk, to_old, at=later, thread="t") is one
        assert receive(session, clinic.front_desk, to_new, at=later, thread="t") is new
        assert receive(session, clinic.front_desk, from_desk, at=later, thread="t") is one
        assert receive(session, clinic.front_desk, letter(later), at=later + HOUR, thread="t") in (one, new)
        assert receive(session, clinic.front_desk, letter(later, sender=LAB), at=later, thread="t") is new
        assert session.scalars(select(SuggestedLink)).all() == []
        assert (one.merged_into_id, new.merged_into_id) == (None, None)
