"""What a new message does to the status of its conversation."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import assignment, lifecycle, reopening, sorting
from inbox.arrival import Place
from inbox.database import Sessions, unit_of_work
from inbox.lifecycle import KEEP_CLOSED, NOT_DELIVERED
from inbox.models import (
    Category,
    Conversation,
    ConversationLink,
    Event,
    EventKind,
    LinkKind,
    Mailbox,
    Person,
    Priority,
    Status,
)
from tests.clinic import Clinic, actor
from tests.inbox.post import DESK, LAB, MARIA, bounce, kinds, letter, receive

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def closed(session: Session, clinic: Clinic, now: datetime) -> Conversation:
    """A conversation that Ana has and closed an hour after it began."""
    one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
    assignment.assign(session, one, session.get_one(Person, clinic.ana.id), by=actor(clinic.ana, now))
    lifecycle.close(session, one, by=actor(clinic.ana, now + HOUR))
    return one


def answer(session: Session, clinic: Clinic, at: datetime, text: str = "And now?") -> Conversation:
    mail = letter(at, replies_to="<q@x>", text=text)
    return receive(session, clinic.front_desk, mail, at=at, now=at + HOUR)


def test_mail_opens_a_snoozed_conversation_when_it_came_in(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = receive(session, clinic.front_desk, letter(now, id_="<q@x>"), at=now)
        lifecycle.snooze(session, one, now + 9 * DAY, by=actor(clinic.ana, now))
        answer(session, clinic, now + DAY)

        assert (one.status, one.snoozed_until) == (Status.OPEN, None)
        session.flush()
        opened = session.scalars(select(Event).where(Event.kind == EventKind.OPENED)).one()
        assert (opened.at, opened.recorded_at) == (now + DAY, now + DAY + HOUR)


def test_mail_soon_after_the_closing_opens_again_and_keeps_the_assignee(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        one = closed(session, clinic, now)
        two = answer(session, clinic, now + 14 * DAY)

        assert one is two
        assert (one.status, one.assignee_id, one.closed_at) == (Status.OPEN, clinic.ana.id, None)


def test_an_assignee_who_is_gone_is_cleared_with_a_reason(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = closed(session, clinic, now)
        session.get_one(Person, clinic.ana.id).active = False
        answer(session, clinic, now + DAY)

        assert (one.status, one.assignee_id) == (Status.OPEN, None)
        session.flush()
        cleared = session.scalars(select(Event).where(Event.kind == EventKind.UNASSIGNED)).one()
        assert cleared.reason == reopening.ASSIGNEE_AWAY


def test_mail_long_after_the_closing_starts_a_new_conversation_that_follows(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        one = closed(session, clinic, now)
        category = session.scalars(select(Category)).first()
        assert category is not None
        sorting.set_category(session, one, category.id, by=actor(clinic.ana, now))
        sorting.set_priority(session, one, Priority.HIGH, by=actor(clinic.ana, now))
        two = answer(session, clinic, now + 16 * DAY)

        assert (one.status, two.status, two.assignee_id) == (Status.CLOSED, Status.OPEN, None)
        assert (two.contact_id, two.category_id, two.priority) == (one.contact_id, category.id, Priority.HIGH)
        link = session.scalars(select(ConversationLink)).one()
        assert (link.conversation_id, link.other_id, link.kind) == (two.id, one.id, LinkKind.FOLLOWS)


def test_later_mail_goes_to_the_newest_successor(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        closed(session, clinic, now)
        two = answer(session, clinic, now + 16 * DAY)
        lifecycle.close(session, two, by=actor(clinic.ana, now + 17 * DAY))
        three = answer(session, clinic, now + 40 * DAY)

        assert answer(session, clinic, now + 41 * DAY) is three
        assert three is not two


def test_the_window_is_a_setting(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).settings = {"reopen_window_days": 30}
        one = closed(session, clinic, now)
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)

        assert receive(session, mailbox, letter(now, replies_to="<q@x>"), at=now + 16 * DAY) is one


def test_old_mail_that_comes_late_opens_nothing(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = closed(session, clinic, now)
        answer(session, clinic, now - DAY)

        assert (one.status, one.message_count, one.first_message_at) == (Status.CLOSED, 2, now - DAY)


def test_mail_that_crossed_with_the_closing_opens_again(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = closed(session, clinic, now)
        answer(session, clinic, now + HOUR / 2)

        assert one.is_open, "nobody can have seen it"


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied", "Precedence: bulk"])
def test_automatic_mail_changes_no_status(make: Sessions, clinic: Clinic, now: datetime, header: str) -> None:
    name, _, value = header.partition(": ")
    with unit_of_work(make) as session:
        one = closed(session, clinic, now)
        raw = letter(now + DAY, replies_to="<q@x>", headers={name: value})
        two = receive(session, clinic.front_desk, raw, at=now + DAY)

        assert one is two
        assert one.status is Status.CLOSED
        assert kinds(session, one)[-1] is EventKind.RECORDED


def test_our_own_reply_changes_no_status(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = closed(session, clinic, now)
        raw = letter(now + DAY, sender=DESK, to=MARIA, replies_to="<q@x>")
        receive(session, clinic.front_desk, raw, at=now + DAY, place=Place.SENT)

        assert one.status is Status.CLOSED


def test_a_bounce_opens_a_closed_conversation_and_says_why(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = closed(session, clinic, now)
        reply = letter(now + HOUR, sender=DESK, to=MARIA, id_="<a@x>", replies_to="<q@x>")
        receive(session, clinic.front_desk, reply, at=now + HOUR, place=Place.SENT)
        receive(session, clinic.front_desk, bounce(now + 30 * DAY, "<a@x>"), at=now + 30 * DAY)

        assert (one.status, one.status_reason) == (Status.OPEN, NOT_DELIVERED)


def test_a_mere_thank_you_suggests_to_keep_it_closed(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        one = closed(session, clinic, now)
        answer(session, clinic, now + DAY, text="Thank you so much!\n\nMaria")

        assert (one.status, one.status_reason) == (Status.OPEN, KEEP_CLOSED)
        assert kinds(session, one)[-2:] == [EventKind.OPENED, EventKind.KEEP_CLOSED_SUGGESTED]


def test_a_mailbox_may_keep_it_closed_by_itself_but_never_after_staff_opened_it_again(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        mailbox.settings = {"keep_closed_on_thanks": True}
        one = closed(session, clinic, now)
        receive(session, mailbox, letter(now, text="Danke!", replies_to="<q@x>"), at=now + DAY)
        assert one.is_closed
        assert kinds(session, one)[-1] is EventKind.KEEP_CLOSED_SUGGESTED

        lifecycle.open_(session, one, by=actor(clinic.ben, now + 2 * DAY))
        lifecycle.close(session, one, by=actor(clinic.ben, now + 3 * DAY))
        receive(session, mailbox, letter(now, text="Danke!", replies_to="<q@x>"), at=now + 4 * DAY)
        assert (one.status, one.status_reason) == (Status.OPEN, "")


def test_thanks_for_what_nobody_closed_is_mail_like_any_other(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with unit_of_work(make) as session:
        raw = letter(now, sender=LAB, id_="<q@x>", headers={"Auto-Submitted": "auto-replied"})
        one = receive(session, clinic.front_desk, raw, at=now)
        receive(session, clinic.front_desk, letter(now, sender=LAB, text="Thanks", replies_to="<q@x>"), at=now + DAY)

        assert (one.status, one.status_reason) == (Status.OPEN, "")
