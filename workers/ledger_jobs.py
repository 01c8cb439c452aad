"""Checking the ledgers: a mailbox is compared with its provider's list in slices, under its lease, like a backfill."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox import checks
from inbox.checks import Step
from inbox.models import Mailbox, MailboxState
from sync import checking, health, leases
from sync.run import Run
from workers import attempts, queues, sync_jobs
from workers.job import UnitsOfWork, job

_PAUSE = 1.0
"""Seconds between two looks whether the sync that a check waits for is over."""


@job(queues.BACKFILL)
def check_ledger(work: UnitsOfWork, mailbox_id: int) -> None:
    """Go on with the check of a mailbox, and come back if there is more to do. One that is read anew comes first."""
    with work.unit() as session:
        mailbox = session.get(Mailbox, mailbox_id)
        if mailbox is None or mailbox.state is not MailboxState.LIVE or checks.of(session, mailbox_id) is None:
            return
        hold = attempts.take(work, session, mailbox, come_back=_check_later)
    if hold is not None:
        keys, give_way = work.runtime.ledger_keys, sync_jobs.give_way
        attempts.attempt(work, mailbox, hold, lambda run: go_on(run, keys), come_back=_check_later, give_way=give_way)


@job(queues.URGENT)
def check_due_ledgers(work: UnitsOfWork) -> None:
    """Begin the checks whose time has come: in the night, and at once for mailboxes that never had any."""
    now = work.clock()
    with work.unit() as session:
        for mailbox, since in checks.due(session, now=now):
            begin(session, mailbox, now=now, since=since)


def begin(session: Session, mailbox: Mailbox, *, now: datetime, since: datetime | None = None) -> None:
    """Have a mailbox checked after the commit, all of it unless `since` says otherwise."""
    checks.ask(session, mailbox, now=now, since=since)
    check_ledger.after(session, mailbox.id)


def go_on(run: Run, keys: tuple[bytes, ...]) -> None:
    """Work on the check for a while, then let others have the mailbox."""
    checking.go_on(run, keys)
    with run.fenced() as (session, mailbox):
        health.well(session, mailbox, run.clock())
        leases.release(session, run.hold)
        sync_jobs.give_way(session, mailbox.id)
        stand = checks.of(session, mailbox.id)
        if stand is not None and stand.step is Step.SYNC:
            check_ledger.later(session, _PAUSE, mailbox.id)
        elif stand is not None:
            check_ledger.after(session, mailbox.id)


def _check_later(session: Session, seconds: float, mailbox_id: int) -> None:
    check_ledger.later(session, seconds, mailbox_id)
