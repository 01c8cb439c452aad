"""Checks that begin by themselves: at once for a mailbox that never had one, then every night, once a week of all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from redis import Redis
from sqlalchemy import select

from inbox import checks
from inbox.models import EventKind, Ledger, LedgerEntry, Mailbox, MailboxState
from tests.checked import begin, entries, hide, is_checking, is_whole, stand, told
from tests.ledgers import clean, write
from tests.office import Office
from tests.sync.test_backfill import deliver
from tests.workers.processes import eventually, kill, worker
from tests.workers.test_housekeeping import after, queued, quiet
from workers import housekeeping, ledger_jobs, queues

__all__ = ["quiet"]

BERLIN = ZoneInfo("Europe/Berlin")
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def checked(office: Office, *, ago: timedelta, whole_ago: timedelta) -> None:
    """The last check of the mailbox, and the last of all of it."""
    now = office.work.clock()
    with office.work.unit() as session:
        keys = office.work.runtime.ledger_keys
        write(session, session.get_one(Mailbox, office.mailbox_id), clean(now), now=now, keys=keys)
        ledger = session.get_one(Ledger, office.mailbox_id)
        ledger.checked_at, ledger.whole_at = now - ago, now - whole_ago


def test_a_mailbox_never_checked_is_checked_at_once_and_all_of_it(quiet: Office, redis: Redis) -> None:
    ledger_jobs.check_due_ledgers.run(quiet.work)

    assert queued(redis, queues.BACKFILL) == [f"check_ledger({quiet.mailbox_id})"], "the others have no credential"
    assert stand(quiet).is_whole


@pytest.mark.parametrize("state", [MailboxState.NEW, MailboxState.BACKFILL, MailboxState.PAUSED])
def test_a_mailbox_that_is_not_read_yet_waits(quiet: Office, redis: Redis, state: MailboxState) -> None:
    with quiet.work.unit() as session:
        session.get_one(Mailbox, quiet.mailbox_id).state = state

    ledger_jobs.check_due_ledgers.run(quiet.work)

    assert queued(redis, queues.BACKFILL) == []


def test_a_checked_mailbox_waits_for_its_night(quiet: Office, redis: Redis) -> None:
    checked(quiet, ago=timedelta(0), whole_ago=timedelta(0))
    ledger_jobs.check_due_ledgers.run(quiet.work)
    assert queued(redis, queues.BACKFILL) == []

    ledger_jobs.check_due_ledgers.run(after(quiet, minutes=24 * 60))

    assert stand(quiet).is_whole is False
    since = stand(quiet).since
    assert since is not None
    assert (
        timedelta(days=13) - timedelta(hours=1) < quiet.work.clock() - since < timedelta(days=13) + timedelta(hours=1)
    )


def test_once_a_week_everything_is_checked(quiet: Office) -> None:
    checked(quiet, ago=timedelta(days=2), whole_ago=timedelta(days=7))

    ledger_jobs.check_due_ledgers.run(quiet.work)

    assert stand(quiet).is_whole
    assert stand(quiet).since is None


def test_every_mailbox_has_a_minute_of_the_night_of_its_own() -> None:
    noon = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
    slots = {number: checks.slot(number, BERLIN, noon).astimezone(BERLIN) for number in range(360)}

    assert len(set(slots.values())) == 360
    assert {one.hour for one in slots.values()} == {23, 0, 1, 2, 3, 4}
    assert all(timedelta(0) < noon - one < timedelta(days=1) for one in slots.values())


def test_what_was_missed_while_nothing_ran_is_made_up_for() -> None:
    evening = datetime(2026, 3, 4, 23, 30, tzinfo=BERLIN)
    for number in (1, 7, 200):
        passed = checks.slot(number, BERLIN, evening)
        assert passed <= evening < checks.slot(number, BERLIN, passed + timedelta(days=1)) + timedelta(seconds=1)


def test_a_check_whose_job_was_lost_is_found(quiet: Office, redis: Redis) -> None:
    begin(quiet)
    redis.flushall()

    housekeeping.find_lost_work.run(quiet.work)

    assert queued(redis, queues.BACKFILL) == [f"check_ledger({quiet.mailbox_id})"]


def test_unknown_and_unasked_mailboxes_are_left_alone(quiet: Office) -> None:
    ledger_jobs.check_ledger.run(quiet.work, 4711)
    ledger_jobs.check_ledger.run(quiet.work, quiet.mailbox_id)

    assert entries(quiet) == []


@on_sqlite
def test_real_workers_check_a_mailbox_even_if_one_of_them_is_killed(office: Office, redis: Redis) -> None:
    messages = deliver(office, 12)
    office.read_everything()
    hidden = min(messages)
    hide(office, hidden)
    office.gmail.simulator.put("faults", {"faults": [{"kind": "slow", "method": "users.messages.list", "seconds": 1}]})
    with office.work.unit() as session:
        ledger_jobs.begin(session, session.get_one(Mailbox, office.mailbox_id), now=office.work.clock())
    with worker(office.work.runtime) as first:
        eventually(lambda: office.is_leased, "the beginning of the check")
        kill(first)
    office.free_the_lease()
    office.gmail.simulator.put("faults", {"faults": []})
    redis.flushall()

    with worker(office.work.runtime):
        housekeeping.find_lost_work.run(office.work)
        eventually(lambda: not is_checking(office), "the end of the check")

    with office.work.unit(writes=False) as session:
        (entry,) = session.scalars(select(LedgerEntry)).all()
    assert (entry.listed, entry.held, entry.missing, entry.repaired) == (12, 12, 1, 1)
    assert len(told(office, EventKind.LEDGER_ALARM)) == 1
    assert is_whole(office)
