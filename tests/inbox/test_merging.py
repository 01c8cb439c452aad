"""Merging two conversations, and undoing it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import assignment, lifecycle, merging, notes, quarantine, splitting, tagging
from inbox.database import Sessions, unit_of_work
from inbox.errors import InboxError
from inbox.models import (
    Conversation,
    ConversationTag,
    EventKind,
    Merge,
    Message,
    Note,
    Participant,
    Person,
    Status,
    SuggestedLink,
    SuggestionState,
    Tag,
)
from tests.clinic import Clinic, actor, found
from tests.inbox.post import LAB, kinds, letter, receive, texts

HOUR = timedelta(hours=1)


def two(session: Session, clinic: Clinic, now: datetime) -> tuple[Conversation, Conversation]:
    """Maria's question and, an hour later, the lab's."""
    return (
        receive(session, clinic.front_desk, letter(now, id_="<m@x>", text="Maria asks"), at=now, thread="t1"),
        receive(
            session, clinic.front_desk, letter(now + HOUR, id_="<l@x>", sender=LAB, text="Lab asks", subject="Blood"),
            at=now + HOUR, thread="t2",
        ),
    )  # fmt: skip


def shown(session: Session, one: Conversation) -> tuple[object, ...]:
    """All that must be as before after a merge was undone."""
    people = session.scalars(select(Participant.address).where(Participant.conversation_id == one.id))
    tags = session.scalars(select(ConversationTag.tag_id).where(ConversationTag.conversation_id == one.id))
    written = session.scalars(select(Note.text).where(Note.conversation_id == one.id))
    return (
        one.subject, one.status, one.assignee_id, one.contact_id, one.message_count, one.preview, one.is_listed,
        one.first_message_at, one.last_message_at, one.closed_at, one.closed_by_id, one.snoozed_until,
        one.merged_into_id, sorted(people), sorted(tags), sorted(written), texts(session, one),
    )  # fmt: skip


def test_merging_moves_everything_and_tells_both(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        tag = session.scalars(select(Tag).order_by(Tag.id)).first()
        assert tag is not None
        tagging.set_tags(session, lab, [tag.id], by=actor(clinic.ana, now))
        notes.add(session, lab, "Call back", by=actor(clinic.ana, now))
        merging.merge(session, lab, maria, by=actor(clinic.ana, now + HOUR))

        assert shown(session, maria)[-3:] == ([tag.id], ["Call back"], ["Maria asks", "Lab asks"])
        assert (maria.subject, maria.subject_changed, maria.message_count) == ("Appointment on Friday", True, 2)
        assert (lab.merged_into_id, lab.is_listed) == (maria.id, False)
        assert EventKind.MERGED in kinds(session, maria)
        assert kinds(session, maria).count(EventKind.RECEIVED) == 2
        assert kinds(session, lab)[-1] is EventKind.MERGED


def test_merging_twice_is_no_news(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        first = merging.merge(session, lab, maria, by=actor(clinic.ana, now))
        again = merging.merge(session, lab, maria, by=actor(clinic.ben, now))

        assert first is again
        assert kinds(session, maria).count(EventKind.MERGED) == 1


def test_later_mail_follows_a_merge(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        merging.merge(session, lab, maria, by=actor(clinic.ana, now))

        assert receive(session, clinic.front_desk, letter(now, sender=LAB, replies_to="<l@x>"), at=now) is maria
        assert receive(session, clinic.front_desk, letter(now, sender=LAB), at=now, thread="t2") is maria


@pytest.mark.parametrize("status", ["closed", "pending", "snoozed"])
def test_undoing_a_merge_leaves_both_as_they_were(make: Sessions, clinic: Clinic, now: datetime, status: str) -> None:
    by = actor(clinic.ana, now + 2 * HOUR)
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        notes.add(session, lab, "Call back", by=by)
        tagging.set_tags(session, lab, list(session.scalars(select(Tag.id))), by=by)
        tagging.set_tags(session, maria, list(session.scalars(select(Tag.id).limit(1))), by=by)
        assignment.assign(session, lab, session.get_one(Person, clinic.ben.id), by=by)
        if status == "closed":
            lifecycle.close(session, maria, by=by)
        elif status == "pending":
            lifecycle.set_pending(session, maria, by=by)
        else:
            lifecycle.snooze(session, maria, now + 99 * HOUR, by=by)
        session.flush()
        before = shown(session, maria), shown(session, lab)
        merge = merging.merge(session, lab, maria, by=actor(clinic.ana, now + 3 * HOUR))
        assert (maria.status, maria.assignee_id) == (Status.OPEN, clinic.ben.id), "nothing open is lost"

        for _ in range(2):
            merging.unmerge(session, merge, by=actor(clinic.ben, now + 4 * HOUR))
        assert (shown(session, maria), shown(session, lab)) == before
        assert kinds(session, maria).count(EventKind.UNMERGED) == 1
        assert kinds(session, lab)[-1] is EventKind.UNMERGED


def test_mail_that_came_meanwhile_goes_where_it_belongs(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        merge = merging.merge(session, lab, maria, by=actor(clinic.ana, now + 2 * HOUR))
        later = now + 3 * HOUR
        for text, reference in (("To Maria", "<m@x>"), ("To lab", "<l@x>"), ("To that", "<to-lab@x>")):
            id_ = "<to-lab@x>" if text == "To lab" else None
            raw = letter(later, sender=LAB, text=text, replies_to=reference, id_=id_)
            receive(session, clinic.front_desk, raw, at=later)
            later += HOUR
        receive(session, clinic.front_desk, letter(later, sender=LAB, text="In thread"), at=later, thread="t2")
        assert maria.message_count == 6
        merging.unmerge(session, merge, by=actor(clinic.ana, later))

        assert texts(session, maria) == ["Maria asks", "To Maria"]
        assert texts(session, lab) == ["Lab asks", "To lab", "To that", "In thread"]


def test_a_merge_whose_messages_moved_on_is_not_undone(make: Sessions, clinic: Clinic, now: datetime) -> None:
    by = actor(clinic.ana, now)
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        merge = merging.merge(session, lab, maria, by=by)
        moved = session.scalars(select(Message).where(Message.sender_address == "results@lab.example.org")).one()
        splitting.split(session, maria, moved, by=by)
        with pytest.raises(InboxError, match="moved on since"):
            merging.unmerge(session, merge, by=by)

        assert texts(session, maria) == ["Maria asks"]


def test_an_unmerged_pair_is_neither_joined_nor_suggested_again(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        merge = merging.merge(session, lab, maria, by=actor(clinic.ana, now))
        merging.unmerge(session, merge, by=actor(clinic.ana, now))
        raw = letter(now, sender="reception@clinic.example.org", references=["<m@x>", "<l@x>"])
        heir = receive(session, clinic.front_desk, raw, at=now + 9 * HOUR)

        assert heir is lab, "the newest reference decides"
        assert session.scalars(select(SuggestedLink)).all() == []


def test_a_merge_settles_suggestions_that_waited_for_its_people(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        reply = letter(now, sender=LAB, replies_to="<m@x>")
        third = receive(session, clinic.front_desk, reply, at=now)
        assert third not in (maria, lab)
        merging.merge(session, lab, maria, by=actor(clinic.ana, now))

        assert third.merged_into_id == maria.id
        assert session.scalars(select(SuggestedLink.state)).one() is SuggestionState.ACCEPTED


def test_what_cannot_be_merged_is_refused_in_words(make: Sessions, clinic: Clinic, now: datetime) -> None:
    by = actor(clinic.ana, now)
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        bill = receive(session, clinic.invoices, letter(now), at=now)
        elsewhere = receive(session, found(session, now=now, key="other").front_desk, letter(now), at=now)
        for source, into, words in (
            (maria, maria, "itself"), (bill, maria, "same team"), (elsewhere, maria, "same team"),
        ):  # fmt: skip
            with pytest.raises(InboxError, match=words):
                merging.merge(session, source, into, by=by)
        quarantine.hide(session, lab, by=by)
        with pytest.raises(InboxError, match="quarantine"):
            merging.merge(session, lab, maria, by=by)
        assert session.scalars(select(Merge)).all() == []


def test_merges_are_undone_from_the_outside_in(make: Sessions, clinic: Clinic, now: datetime) -> None:
    by = actor(clinic.ana, now)
    with unit_of_work(make) as session:
        maria, lab = two(session, clinic, now)
        third = receive(session, clinic.front_desk, letter(now, text="Third"), at=now)
        inner, outer = merging.merge(session, lab, maria, by=by), merging.merge(session, maria, third, by=by)
        with pytest.raises(InboxError, match="Undo that merge first"):
            merging.unmerge(session, inner, by=by)
        merging.unmerge(session, outer, by=by)
        merging.unmerge(session, inner, by=by)

        assert [texts(session, one) for one in (maria, lab, third)] == [["Maria asks"], ["Lab asks"], ["Third"]]
