"""Spam: kept out of sight, and let out by staff, by the provider, or because another mailbox knows better."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import intake, lifecycle, quarantine
from inbox.arrival import Place, Standing
from inbox.database import Sessions, unit_of_work
from inbox.models import Contact, Conversation, Delivery, Disposition, EventKind, Status
from tests.clinic import Clinic, actor
from tests.inbox.post import DESK, MARIA, arrival, deliver, kinds, letter, receive, texts

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def spam(session: Session, clinic: Clinic, now: datetime, **fields: Any) -> Conversation:
    mail = arrival(letter(now, **fields), now, place=Place.SPAM, id_="spam")
    taken = deliver(session, clinic.front_desk, mail, now=now)[0]
    assert taken.disposition is Disposition.QUARANTINED
    return session.get_one(Conversation, taken.conversation_id)


def test_spam_is_hidden_and_makes_no_contact(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = spam(session, clinic, now)

        assert (one.is_quarantined, one.is_listed, one.contact_id) == (True, False, None)
        assert (one.subject, one.preview) == ("Appointment on Friday", "May I come on Friday?")
        assert kinds(session, one) == [EventKind.QUARANTINED]
        assert session.scalars(select(Contact)).all() == []


def test_spam_ties_nothing_together(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        two = spam(session, clinic, now + HOUR, replies_to="<q@x>", id_="<spam@x>")
        three = receive(session, clinic.front_desk, letter(now, replies_to="<spam@x>"), at=now + HOUR)

        assert len({one.id, two.id, three.id}) == 3


def test_released_mail_is_like_any_other(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = spam(session, clinic, now)
        quarantine.release(session, one, by=actor(clinic.ana, now + HOUR))
        again = quarantine.release(session, one, by=actor(clinic.ana, now + HOUR))

        assert again is one
        assert (one.is_quarantined, one.is_listed, one.status) == (False, True, Status.OPEN)
        assert one.contact_id is not None
        assert kinds(session, one)[1:] == [EventKind.CREATED, EventKind.RECEIVED, EventKind.RELEASED]
        assert session.scalars(select(Delivery.disposition)).one() is Disposition.CONVERSATION


def test_released_mail_joins_its_conversation_and_opens_it(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        lifecycle.set_pending(session, one, by=actor(clinic.ana, now))
        two = spam(session, clinic, now + HOUR, replies_to="<q@x>", text="I still wait")

        assert quarantine.release(session, two, by=actor(clinic.ana, now + DAY)) is one
        assert texts(session, one) == ["May I come on Friday?", "I still wait"]
        assert (one.status, two.merged_into_id, two.is_listed) == (Status.OPEN, one.id, False)


def test_mail_that_the_provider_takes_out_of_spam_is_released(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = spam(session, clinic, now)
        still = Standing("spam", ("SPAM", "UNREAD"), "2", Place.SPAM)
        intake.update(session, clinic.front_desk, [still], now=now)
        assert one.is_quarantined

        intake.update(session, clinic.front_desk, [Standing("spam", ("INBOX",), "3", Place.INBOX)], now=now)
        assert (one.is_quarantined, one.status, one.has_human_act) == (False, Status.OPEN, False)


def test_throwing_spam_away_does_not_release_it(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = spam(session, clinic, now)
        intake.update(session, clinic.front_desk, [Standing("spam", ("TRASH",), "2", Place.TRASH)], now=now)

        assert one.is_quarantined


def test_mail_that_another_mailbox_takes_for_no_spam_is_released(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw = letter(now, id_="<same@x>")
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, raw, at=now, place=Place.SPAM)
        taken = deliver(session, clinic.appointments, arrival(raw, now), now=now)[0]

        assert (taken.disposition, taken.conversation_id) == (Disposition.CONVERSATION, one.id)
        assert not one.is_quarantined


def test_mail_is_hidden_only_when_all_mailboxes_take_it_for_spam(make: Sessions, clinic: Clinic, now: datetime) -> None:
    raw, marked = letter(now, id_="<q@x>"), Standing("m", ("SPAM",), "2", Place.SPAM)
    with unit_of_work(make) as session:
        taken = deliver(session, clinic.front_desk, arrival(raw, now, id_="m"), now=now)[0]
        deliver(session, clinic.appointments, arrival(raw, now, id_="m"), now=now)
        one = session.get_one(Conversation, taken.conversation_id)
        intake.update(session, clinic.front_desk, [marked], now=now)
        assert not one.is_quarantined

        intake.update(session, clinic.appointments, [marked], now=now)
        assert one.is_quarantined
        intake.update(session, clinic.appointments, [Standing("m", ("INBOX",), "3", Place.INBOX)], now=now)
        assert not one.is_quarantined


@pytest.mark.parametrize("has_answer", [False, True])
def test_mail_marked_as_spam_later_is_hidden_unless_we_answered(
    make: Sessions, clinic: Clinic, now: datetime, has_answer: bool
) -> None:
    with unit_of_work(make) as session:
        mail = arrival(letter(now, id_="<q@x>"), now, id_="m")
        one = session.get_one(Conversation, deliver(session, clinic.front_desk, mail, now=now)[0].conversation_id)
        if has_answer:
            sent = letter(now, sender=DESK, to=MARIA, replies_to="<q@x>")
            receive(session, clinic.front_desk, sent, at=now, place=Place.SENT)
        intake.update(session, clinic.front_desk, [Standing("m", ("SPAM",), "2", Place.SPAM)], now=now)

        assert one.is_quarantined != has_answer
        if not has_answer:
            quarantine.release(session, one, by=actor(clinic.ana, now))
            assert kinds(session, one).count(EventKind.RECEIVED) == 1, "it is not told twice"
