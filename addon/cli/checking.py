"""Checking a mailbox in this process, with a bar that shows how far it got."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import click
from sqlalchemy import func, select

from addon.cli import startup
from inbox import checks
from inbox.checks import Stand, Step
from inbox.models import LedgerDoubt, LedgerEntry, Mailbox, MailboxState, Outcome
from sync import health, wakeups
from workers import ledger_jobs, sync_jobs
from workers.job import UnitsOfWork
from workers.runtime import Runtime

_PATIENCE = 15.0
"""Seconds without anything new after which we stop."""
_MOST_FAILURES = 5
_LONG = 60.0
"""Seconds; longer than this nobody waits for a provider at a terminal."""
_PAUSE = 0.1
_LISTING = 800
"""Of a thousand steps of the bar, those of the listing."""


@dataclass(frozen=True)
class Moment:
    """A mailbox and its check, at one moment."""

    mailbox: Mailbox
    stand: Stand | None
    doubts: int

    @property
    def done(self) -> int:
        """In thousandths."""
        if self.stand is None:
            return 1000
        if self.stand.step is not Step.LIST:
            return _LISTING
        return int(min(self.stand.listed / max(self.stand.total, 1), 1.0) * _LISTING)

    @property
    def is_stuck(self) -> bool:
        """Whether there is nothing that we could do here and now."""
        if self.mailbox.state in (MailboxState.DISCONNECTED, MailboxState.PAUSED):
            return True
        return self.mailbox.failures > _MOST_FAILURES or self.asked_to_wait > _LONG

    @property
    def asked_to_wait(self) -> float:
        """Seconds for which the provider wants to be left alone."""
        return max((self.mailbox.try_at - startup.now()).total_seconds(), 0.0) if self.mailbox.try_at else 0.0

    @property
    def mark(self) -> tuple[object, ...]:
        """What changes while the check gets on."""
        return (self.stand, self.doubts, self.mailbox.try_at, self.mailbox.state, self.mailbox.progress.get("done"))


def check_now(runtime: Runtime, mailbox_id: int, name: str, *, since: datetime | None) -> LedgerEntry | str:
    """Check a mailbox until its entry is written. Gives the entry, or why there is none yet."""
    work = UnitsOfWork(runtime)
    with work.unit() as session:
        mailbox = session.get_one(Mailbox, mailbox_id)
        checks.ask(session, mailbox, now=work.clock(), since=since)
        health.reconnect(mailbox)
        wakeups.note(session, mailbox_id, work.clock())
    moment, shown = _moment(work, mailbox_id), 0
    with click.progressbar(
        length=1000, label=f"Checking {name}", file=sys.stderr, hidden=not startup.is_terminal()
    ) as bar:
        for moment in _moments(work, mailbox_id):
            bar.update(max(moment.done - shown, 0))
            shown = max(moment.done, shown)
    return _newest(work, mailbox_id) if moment.stand is None else _why_not(moment)


def _moments(work: UnitsOfWork, mailbox_id: int) -> Iterator[Moment]:
    """Work on it until it is over or nothing new came of it for a while."""
    last, given_up_at = None, time.monotonic() + _PATIENCE
    while time.monotonic() < given_up_at:
        sync_jobs.sync_mailbox.run(work, mailbox_id)
        sync_jobs.backfill_mailbox.run(work, mailbox_id)
        ledger_jobs.check_ledger.run(work, mailbox_id)
        moment = _moment(work, mailbox_id)
        yield moment
        if moment.stand is None or moment.is_stuck:
            return
        if moment.mark != last:
            last, given_up_at = moment.mark, time.monotonic() + moment.asked_to_wait + _PATIENCE
        else:
            time.sleep(_PAUSE)


def _moment(work: UnitsOfWork, mailbox_id: int) -> Moment:
    with work.unit(writes=False) as session:
        waiting = select(func.count()).select_from(LedgerDoubt).where(
            LedgerDoubt.mailbox_id == mailbox_id, LedgerDoubt.outcome == Outcome.OPEN
        )  # fmt: skip
        return Moment(
            session.get_one(Mailbox, mailbox_id), checks.of(session, mailbox_id), session.scalar(waiting) or 0
        )


def _newest(work: UnitsOfWork, mailbox_id: int) -> LedgerEntry:
    with work.unit(writes=False) as session:
        query = select(LedgerEntry).where(LedgerEntry.mailbox_id == mailbox_id)
        return session.scalars(query.order_by(LedgerEntry.number.desc()).limit(1)).one()


def _why_not(moment: Moment) -> str:
    mailbox = moment.mailbox
    if mailbox.state is MailboxState.DISCONNECTED:
        return f"not checked, it is disconnected. {mailbox.state_reason}"
    if mailbox.state is MailboxState.PAUSED:
        return "not checked, it is paused."
    if mailbox.try_at is not None:
        return (
            f"not checked to the end, the provider asked to be left alone until {mailbox.try_at:%H:%M:%S} UTC. "
            "A worker goes on by itself, or run this again then."
        )
    return "another process is working on it, or was until it was killed. A worker goes on by itself."
