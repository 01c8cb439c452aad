"""Checking a mailbox in this process, with a bar that shows how far it got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from addon.cli.following import LONG, asked_to_wait, follow
from inbox import checks
from inbox.checks import Stand, Step
from inbox.models import LedgerDoubt, LedgerEntry, Mailbox, MailboxState, Outcome
from sync import health, wakeups
from workers import ledger_jobs, sync_jobs
from workers.job import UnitsOfWork
from workers.runtime import Runtime

_MOST_FAILURES = 5
_LISTING = 0.8
"""Of the bar, what belongs to the listing."""


@dataclass(frozen=True)
class Moment:
    """A mailbox and its check, at one moment."""

    mailbox: Mailbox
    stand: Stand | None
    doubts: int

    @property
    def is_over(self) -> bool:
        """Whether it is checked, or there is nothing that we could do here and now."""
        if self.stand is None or self.mailbox.state in (MailboxState.DISCONNECTED, MailboxState.PAUSED):
            return True
        return self.mailbox.failures > _MOST_FAILURES or asked_to_wait(self.mailbox) > LONG

    @property
    def done(self) -> float:
        """From 0 to 1."""
        if self.stand is None:
            return 1.0
        is_listed = self.stand.step is not Step.LIST
        return _LISTING * (1.0 if is_listed else min(self.stand.listed / max(self.stand.total, 1), 1.0))

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

    def step() -> Moment:
        sync_jobs.sync_mailbox.run(work, mailbox_id)
        sync_jobs.backfill_mailbox.run(work, mailbox_id)
        ledger_jobs.check_ledger.run(work, mailbox_id)
        return _moment(work, mailbox_id)

    moment = follow(f"Checking {name}", step)
    return _newest(work, mailbox_id) if moment.stand is None else _why_not(moment)


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
