"""Leave that an out-of-office answer tells of: followed, with an end or without, never against what people say here."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from inbox import leaves
from inbox.database import Sessions, unit_of_work
from inbox.models import Leave, Person
from tests.clinic import Clinic, actor

DAY = timedelta(days=1)
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_an_answer_without_an_end_lasts_until_it_is_off_and_may_come_again(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        ana = session.get_one(Person, clinic.ana.id)
        for hours in range(0, 72, 12):
            at = now + timedelta(hours=hours)
            leaves.follow_mailbox(session, ana, (None, None), by=actor(None, at))
            assert leaves.is_away(session, ana.id, at)
        off = now + 3 * DAY
        leaves.follow_mailbox(session, ana, None, by=actor(None, off))
        assert not leaves.is_away(session, ana.id, off)
        leaves.follow_mailbox(session, ana, (None, None), by=actor(None, off + timedelta(hours=1)))
        assert leaves.is_away(session, ana.id, off + timedelta(hours=2))
        assert len(session.scalars(select(Leave)).all()) == 2


def test_one_that_is_ended_here_stays_ended_and_one_written_down_here_goes_before(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        ana, ben = (session.get_one(Person, one.id) for one in (clinic.ana, clinic.ben))
        period = (now - DAY, now + 5 * DAY)
        leaves.follow_mailbox(session, ana, period, by=actor(None, now))
        leaves.cancel(session, leaves.of_person(session, ana.id, now=now)[0], by=actor(ana, now))
        leaves.follow_mailbox(session, ana, period, by=actor(None, now + timedelta(hours=1)))
        assert not leaves.is_away(session, ana.id, now + timedelta(hours=1))

        own = leaves.add(session, ben, now, now + 2 * DAY, by=actor(ben, now), substitute=ana)
        leaves.follow_mailbox(session, ben, period, by=actor(None, now))
        assert leaves.of_person(session, ben.id, now=now) == [own]
        leaves.follow_mailbox(session, ben, period, by=actor(None, now + 3 * DAY))
        assert leaves.of_person(session, ben.id, now=now + 3 * DAY)[0].starts_at == period[0]
