"""One sync of a mailbox at a time, also when somebody wakes up late."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inbox import database
from inbox.database import Sessions
from inbox.models import Lease, Mailbox
from sync import leases
from sync.errors import LeaseLost
from sync.leases import Hold
from tests.clinic import Clinic


def take(make: Sessions, mailbox: Mailbox, now: datetime) -> Hold | None:
    with database.unit_of_work(make) as session:
        return leases.take(session, mailbox.id, now=now, seconds=60)


def test_a_lease_is_held_by_one(make: Sessions, clinic: Clinic, now: datetime) -> None:
    assert take(make, clinic.front_desk, now) is not None
    assert take(make, clinic.front_desk, now + timedelta(seconds=59)) is None
    assert take(make, clinic.invoices, now) is not None


def test_a_lease_given_back_can_be_taken_at_once(make: Sessions, clinic: Clinic, now: datetime) -> None:
    first = take(make, clinic.front_desk, now)
    assert first is not None
    with database.unit_of_work(make) as session:
        leases.release(session, first)

    second = take(make, clinic.front_desk, now)

    assert second is not None and second.token == first.token + 1


def test_whoever_lost_the_lease_can_commit_nothing(make: Sessions, clinic: Clinic, now: datetime) -> None:
    late = take(make, clinic.front_desk, now)
    other = take(make, clinic.front_desk, now + timedelta(seconds=61))
    assert late is not None and other is not None

    with pytest.raises(LeaseLost), database.unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).cursor = "from the past"
        leases.keep(session, late, now=now, seconds=60)

    with database.unit_of_work(make) as session:
        assert session.get_one(Mailbox, clinic.front_desk.id).cursor is None
        leases.keep(session, other, now=now, seconds=60)


def test_one_that_ran_out_but_was_not_taken_is_still_good(make: Sessions, clinic: Clinic, now: datetime) -> None:
    hold = take(make, clinic.front_desk, now)
    assert hold is not None

    with database.unit_of_work(make) as session:
        leases.keep(session, hold, now=now + timedelta(hours=1), seconds=60)

    with database.unit_of_work(make, writes=False) as session:
        assert session.get_one(Lease, clinic.front_desk.id).until == now + timedelta(hours=1, seconds=60)
        assert leases.until(session, clinic.invoices.id) is None
