"""Hints are kept until somebody looked after them."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox import database
from inbox.database import Sessions
from sync import wakeups
from tests.clinic import Clinic


def test_a_hint_waits_until_it_is_cleared(make: Sessions, clinic: Clinic, now: datetime) -> None:
    mailbox_id = clinic.front_desk.id
    with database.unit_of_work(make) as session:
        assert wakeups.pending(session, mailbox_id) is None
        wakeups.note(session, mailbox_id, now)
        wakeups.note(session, mailbox_id, now)
        count = wakeups.pending(session, mailbox_id)
        assert count == 2
        wakeups.clear(session, mailbox_id, count)
        assert wakeups.pending(session, mailbox_id) is None


def test_a_hint_that_comes_while_somebody_looks_is_not_cleared_with_the_others(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    mailbox_id = clinic.front_desk.id
    with database.unit_of_work(make) as session:
        wakeups.note(session, mailbox_id, now)
        seen = wakeups.pending(session, mailbox_id)
    assert seen is not None
    with database.unit_of_work(make) as session:
        wakeups.note(session, mailbox_id, now)

    with database.unit_of_work(make) as session:
        wakeups.clear(session, mailbox_id, seen)
        assert wakeups.pending(session, mailbox_id) == 2
        wakeups.clear(session, mailbox_id, 2)
        wakeups.clear(session, mailbox_id, 1)
        assert wakeups.pending(session, mailbox_id) is None


def test_hints_that_nobody_looks_after_are_found(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        wakeups.note(session, clinic.front_desk.id, now - timedelta(minutes=2))
        wakeups.note(session, clinic.invoices.id, now)
        wakeups.note(session, clinic.appointments.id, now - timedelta(minutes=2))
        wakeups.clear(session, clinic.appointments.id, 1)

        assert wakeups.overdue(session, before=now - timedelta(minutes=1)) == [clinic.front_desk.id]
