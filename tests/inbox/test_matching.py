"""Which conversation a mail belongs to."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import lifecycle
from inbox.arrival import Place
from inbox.database import Sessions, unit_of_work
from inbox.mail import message_ids
from inbox.models import (
    Contact,
    ContactIdentity,
    Conversation,
    EventKind,
    Mailbox,
    SuggestedLink,
    SuggestionKind,
    SuggestionState,
)
from tests.clinic import Clinic, actor, found
from tests.inbox.post import DESK, KEYS, LAB, MARIA, arrival, deliver, kinds, letter, receive

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("tie", ["thread", "in-reply-to", "references"])
def test_a_mail_joins_by_thread_or_by_reference(make: Sessions, clinic: Clinic, now: datetime, tie: str) -> None:
    answer = letter(
        now, replies_to="<q@x>" if tie == "in-reply-to" else "", text="And?",
        references=["<unknown@x>", "<q@x>"] if tie == "references" else (),
    )  # fmt: skip
    thread = "t1" if tie == "thread" else ""
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now, thread=thread)
        two = receive(session, clinic.front_desk, answer, at=now + HOUR, thread=thread)

        assert one is two


def test_the_same_subject_alone_joins_nothing(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now), at=now)
        two = receive(session, clinic.front_desk, letter(now + HOUR), at=now + HOUR)

        assert one is not two


@pytest.mark.parametrize(("hours", "is_joined"), [(47, True), (49, False)])
def test_a_mailbox_may_join_by_sender_and_subject_within_two_days(
    make: Sessions, clinic: Clinic, now: datetime, hours: int, is_joined: bool
) -> None:
    later = now + timedelta(hours=hours)
    with unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        mailbox.settings = {"join_by_subject": True}
        one = receive(session, mailbox, letter(now), at=now)
        two = receive(session, mailbox, letter(later, subject="Re: appointment on FRIDAY"), at=later)
        three = receive(session, mailbox, letter(later, sender=LAB), at=later)

        assert (one is two) == is_joined
        assert three not in (one, two)


def test_our_own_message_id_leads_to_its_conversation_without_its_mail(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now), at=now)
        ours, forged = (
            message_ids.new_message_id(
                key, organization_id=one.organization_id, conversation_id=one.id, domain="x", nonce="n1"
            )
            for key in (KEYS[0], b"another key of enough bytes")
        )
        two = receive(session, clinic.front_desk, letter(now, replies_to=ours), at=now + HOUR)
        three = receive(session, clinic.front_desk, letter(now, replies_to=forged), at=now + HOUR)

        assert two is one
        assert three is not one


def test_an_address_with_a_token_leads_to_its_conversation(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now), at=now)
        to = message_ids.plus_address(KEYS[0], clinic.front_desk.address, one.id)
        two = receive(session, clinic.front_desk, letter(now, to=to), at=now + HOUR)

        assert one is two


def test_a_reply_that_comes_before_its_parent_joins_it_when_that_comes(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now + HOUR, replies_to="<q@x>", text="And?"), at=now + HOUR)
        two = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)

        assert one is two
        assert (one.first_message_at, one.last_message_at, one.preview) == (now, now + HOUR, "And?")


def test_a_late_parent_joins_two_conversations_and_their_histories(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        one, two = (
            receive(session, clinic.front_desk, letter(now, replies_to="<q@x>", text=text), at=now + HOUR)
            for text in ("And?", "Or?")
        )
        heir = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        session.flush()

        gone = two if heir is one else one
        assert (gone.merged_into_id, gone.is_listed, heir.message_count) == (heir.id, False, 3)
        told = kinds(session, heir)
        assert told.count(EventKind.RECEIVED) == 3
        assert EventKind.JOINED in told
        assert kinds(session, gone) == [EventKind.CREATED]


def test_a_late_parent_joins_any_number_of_conversations(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        for number in range(4):
            receive(session, clinic.front_desk, letter(now, replies_to="<q@x>"), at=now + number * HOUR)
        heir = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)

        assert (heir.message_count, kinds(session, heir).count(EventKind.JOINED)) == (5, 3)


def test_a_conversation_that_staff_acted_on_lives_on(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, replies_to="<q@x>"), at=now + HOUR)
        two = receive(session, clinic.front_desk, letter(now, references=["<q@x>"]), at=now + 2 * HOUR)
        lifecycle.set_pending(session, two, by=actor(clinic.ana, now))
        heir = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)

        assert heir is two
        assert one.merged_into_id == two.id
        assert two.is_open, "what was open stays open"


def test_conversations_that_staff_both_acted_on_are_suggested(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one, two = (
            receive(session, clinic.front_desk, letter(now, replies_to="<q@x>"), at=now + hours * HOUR)
            for hours in (1, 2)
        )
        for each in (one, two):
            lifecycle.set_pending(session, each, by=actor(clinic.ana, now))
        heir = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        receive(session, clinic.front_desk, letter(now, references=["<q@x>"]), at=now + 3 * HOUR)

        assert heir in (one, two)
        suggestion = session.scalars(select(SuggestedLink)).one()
        assert (suggestion.kind, suggestion.state) == (SuggestionKind.BRIDGE, SuggestionState.OPEN)
        assert {suggestion.conversation_id, suggestion.target_id} == {one.id, two.id}
        assert EventKind.LINK_SUGGESTED in kinds(session, one)


def test_a_strangers_reply_is_suggested_and_not_joined(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        two = receive(session, clinic.front_desk, letter(now, sender=LAB, replies_to="<q@x>"), at=now + HOUR)

        suggestion = session.scalars(select(SuggestedLink)).one()
        assert (suggestion.kind, suggestion.conversation_id, suggestion.target_id) == (
            SuggestionKind.STRANGER, two.id, one.id,
        )  # fmt: skip


def test_a_suggestion_is_tested_again_when_more_people_take_part(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        two = receive(session, clinic.front_desk, letter(now, sender=LAB, replies_to="<q@x>"), at=now + HOUR)
        reply = letter(now, sender=DESK, to=MARIA, cc=LAB, replies_to="<q@x>")
        receive(session, clinic.front_desk, reply, at=now + 2 * HOUR, place=Place.SENT)

        assert two.merged_into_id == one.id
        assert session.scalars(select(SuggestedLink.state)).one() is SuggestionState.ACCEPTED


def test_another_address_of_a_known_contact_is_no_stranger(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        session.flush()
        assert one.contact_id is not None
        session.add(
            ContactIdentity(organization_id=one.organization_id, contact_id=one.contact_id, value="ml@work.example.org")
        )
        two = receive(session, clinic.front_desk, letter(now, sender="ml@work.example.org", replies_to="<q@x>"), at=now)

        assert one is two
        assert len(list(session.scalars(select(Contact)))) == 1


def test_conversations_of_different_teams_never_join(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        two = receive(session, clinic.invoices, letter(now, replies_to="<q@x>"), at=now)

        assert one is not two


def test_a_different_subject_joins_and_is_marked(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        reply = letter(now, subject="RE: Appointment on Friday", replies_to="<q@x>")
        receive(session, clinic.front_desk, reply, at=now)
        assert not one.subject_changed

        two = receive(session, clinic.front_desk, letter(now, subject="My invoice", replies_to="<q@x>"), at=now)
        assert one is two
        assert one.subject_changed


def test_organizations_share_nothing(make: Sessions, clinic: Clinic, now: datetime) -> None:
    from_elsewhere = letter(now, replies_to="<q@x>")
    with unit_of_work(make) as session:
        other = found(session, now=now, key="other")
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        two = receive(session, other.front_desk, from_elsewhere, at=now)
        three = receive(session, other.front_desk, letter(now, id_="<q@x>"), at=now)

        assert one not in (two, three)
        assert {one.organization_id, two.organization_id} == {clinic.organization.id, other.organization.id}


def test_mail_in_one_batch_is_matched_in_the_order_of_its_time(make: Sessions, clinic: Clinic, now: datetime) -> None:
    batch = [
        arrival(letter(now, replies_to=f"<{number - 1}@x>", id_=f"<{number}@x>"), now + number * HOUR)
        for number in (3, 1, 2)
    ]
    with unit_of_work(make) as session:
        taken = deliver(session, clinic.front_desk, *batch, now=now)

        assert len({one.conversation_id for one in taken}) == 1
        assert session.scalars(select(Conversation)).one().message_count == 3
