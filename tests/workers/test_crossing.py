"""Replies that cross: both people are told within one sync, once, until somebody acts or the other side writes."""

from __future__ import annotations

import pytest

from inbox import notes, overview, views
from inbox.models import EventKind, Mailbox, Person
from tests.clinic import actor, viewer
from tests.correspondent import Correspondent
from tests.sync.outside import letter
from workers.job import system_clock


def is_marked(desk: Correspondent) -> tuple[bool, bool]:
    """Whether the card and the list tell of it."""
    with desk.work.unit(writes=False) as session:
        ana = viewer(session, session.get_one(Person, desk.office.clinic.ana.id))
        head = overview.head(session, ana, desk.conversation_id)
        listed = views.conversations(session, ana, "team", now=system_clock()).items
        return head.crossed_at is not None, any(one.crossed_at for one in listed)


def test_a_native_reply_that_crosses_one_from_the_card_is_told_within_one_sync(desk: Correspondent) -> None:
    reply = desk.reply(desk.office.clinic.ana)
    desk.send_natively("Come at nine.")
    desk.later(seconds=11).send(reply)

    desk.office.sync()
    desk.office.sync()

    [event] = desk.happened(EventKind.REPLIES_CROSSED)
    assert event.data["people"] == [desk.office.clinic.ana.id]
    assert is_marked(desk) == (True, True)


def test_a_native_reply_after_one_from_the_card_is_told_too(desk: Correspondent) -> None:
    desk.later(seconds=11).send(desk.reply(desk.office.clinic.ana))
    desk.office.sync()
    assert is_marked(desk) == (False, False)

    desk.send_natively("Come at nine.")
    desk.office.sync()

    assert len(desk.happened(EventKind.REPLIES_CROSSED)) == 1
    assert is_marked(desk) == (True, True)


def test_whoever_saw_the_other_reply_and_sends_anyway_crosses_nobody(desk: Correspondent) -> None:
    desk.send_natively("Come at nine.")
    desk.office.sync()

    desk.later(seconds=11).send(desk.reply(desk.office.clinic.ana))
    desk.office.sync()

    assert desk.happened(EventKind.REPLIES_CROSSED) == []


def test_whoever_was_told_of_a_reply_on_its_way_crosses_nobody(desk: Correspondent) -> None:
    first = desk.reply(desk.office.clinic.ana)
    second = desk.reply(desk.office.clinic.ben)
    for reply in (first, second):
        desk.later(seconds=11).send(reply)
    desk.office.sync()

    assert len(desk.messages()) == 3
    assert desk.happened(EventKind.REPLIES_CROSSED) == []


def test_two_answers_to_two_mails_do_not_cross(desk: Correspondent) -> None:
    desk.send_natively("Come at nine.")
    desk.office.sync()
    parent = desk.messages()[0].internet_message_id or ""
    desk.office.gmail.deliver(letter("Re: Termin am Freitag", in_reply_to=parent, references=parent), at=system_clock())
    desk.office.sync()

    desk.send_natively("All right.")
    desk.office.sync()

    assert len(desk.messages()) == 4
    assert desk.happened(EventKind.REPLIES_CROSSED) == []


def test_mails_to_different_people_do_not_cross(desk: Correspondent) -> None:
    desk.send_natively("Come at nine.")
    desk.send_natively("Please look at this.", to="lab@example.org")

    desk.office.sync()

    assert desk.happened(EventKind.REPLIES_CROSSED) == []


def test_the_window_can_be_set(desk: Correspondent) -> None:
    with desk.work.unit() as session:
        session.get_one(Mailbox, desk.office.mailbox_id).settings = {"crossing_minutes": 0}
    desk.later(seconds=11).send(desk.reply(desk.office.clinic.ana))
    desk.send_natively("Come at nine.")

    desk.office.sync()

    assert desk.happened(EventKind.REPLIES_CROSSED) == []


@pytest.mark.parametrize("what", ["note", "mail"])
def test_the_mark_goes_when_somebody_acts_or_the_other_side_writes(desk: Correspondent, what: str) -> None:
    desk.later(seconds=11).send(desk.reply(desk.office.clinic.ana))
    desk.send_natively("Come at nine.")
    desk.office.sync()
    assert is_marked(desk) == (True, True)

    if what == "note":
        with desk.work.unit() as session:
            one = session.merge(desk.conversation)
            notes.add(session, one, "I called her.", by=actor(desk.office.clinic.ben, desk.work.clock()))
    else:
        parent = desk.messages()[0].internet_message_id or ""
        answer = letter("Re: Termin am Freitag", in_reply_to=parent, references=parent)
        desk.office.gmail.deliver(answer, at=system_clock())
        desk.office.sync()

    assert is_marked(desk) == (False, False)
