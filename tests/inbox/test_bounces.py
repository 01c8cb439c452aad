"""A bounce knows which of our mails it reports, in whatever order the two came."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from inbox import quarantine
from inbox.arrival import Place
from inbox.database import Sessions, unit_of_work
from inbox.models import Conversation, Message
from tests.clinic import Clinic, actor
from tests.inbox.post import DESK, MARIA, arrival, bounce, deliver, letter, receive

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_it_reports_the_mail_it_names_first(
    make: Sessions, clinic: Clinic, now: datetime, order: tuple[int, ...]
) -> None:
    named_later = bounce(now + 2 * HOUR, "<r@clinic>").replace(b"Return-Path", b"References: <q@x>\r\nReturn-Path", 1)
    mails = (
        arrival(letter(now, id_="<q@x>"), now),
        arrival(letter(now + HOUR, id_="<r@clinic>", sender=DESK, to=MARIA), now + HOUR, place=Place.SENT),
        arrival(named_later, now + 2 * HOUR),
    )
    with unit_of_work(make) as session:
        taken = {number: deliver(session, clinic.front_desk, mails[number], now=now + HOUR)[0] for number in order}

        reported = select(Message.bounce_of_id).where(Message.id == taken[2].message_id)
        assert session.scalar(reported) == taken[1].message_id


@pytest.mark.parametrize("comes_first", [True, False])
def test_a_bounce_that_was_taken_for_spam_reports_its_mail_once_released(
    make: Sessions, clinic: Clinic, now: datetime, comes_first: bool
) -> None:
    report = arrival(bounce(now + HOUR, "<r@clinic>"), now + HOUR, place=Place.SPAM)
    with unit_of_work(make) as session:
        if comes_first:
            deliver(session, clinic.front_desk, report, now=now)
        ours = letter(now, id_="<r@clinic>", sender=DESK, to=MARIA)
        one = receive(session, clinic.front_desk, ours, at=now, place=Place.SENT)
        taken = deliver(session, clinic.front_desk, report, now=now)[0]
        reported = select(Message.bounce_of_id).where(Message.id == taken.message_id)
        assert session.scalar(reported) is None

        hidden = session.get_one(Conversation, taken.conversation_id)
        assert quarantine.release(session, hidden, by=actor(clinic.ana, now + HOUR)) is one
        ours_id = select(Message.id).where(Message.internet_message_id == "<r@clinic>")
        assert session.scalar(reported) == session.scalar(ours_id)
