"""Reading a mailbox in this process, with a bar that shows how far it got."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import click
from sqlalchemy import func, select

from addon.cli import startup
from inbox.models import Delivery, Mailbox, MailboxState
from sync import health, progress, wakeups
from workers import sync_jobs
from workers.job import UnitsOfWork
from workers.runtime import Runtime

_PATIENCE = 15.0
"""Seconds without anything new after which we stop."""
_LONG = 60.0
"""Seconds; longer than this nobody waits for a provider at a terminal."""
_PAUSE = 0.2


@dataclass(frozen=True)
class Stand:
    """A mailbox and how much of it is held, at one moment."""

    mailbox: Mailbox
    held: int
    waits: bool
    """Whether the hint that we gave was not looked into yet."""

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to do, or nothing that we could do."""
        return self.is_read or self.is_away or self.mailbox.state is MailboxState.PAUSED

    @property
    def is_read(self) -> bool:
        return not self.waits and progress.of(self.mailbox) is None

    @property
    def is_away(self) -> bool:
        """Whether the provider refused, or could not answer twice in a row, or not for long."""
        if self.mailbox.try_at is None:
            return False
        is_refused = self.mailbox.state is MailboxState.DISCONNECTED
        return is_refused or self.mailbox.failures > 1 or self.asked_to_wait > _LONG

    @property
    def asked_to_wait(self) -> float:
        """Seconds for which the provider wants to be left alone."""
        return max((self.mailbox.try_at - startup.now()).total_seconds(), 0.0) if self.mailbox.try_at else 0.0

    @property
    def mark(self) -> tuple[object, ...]:
        """What changes while the reading gets on."""
        return (self.held, self.waits, self.mailbox.try_at, self.mailbox.state, self.mailbox.progress.get("done"))


def sync_now(runtime: Runtime, mailbox_id: int, name: str, *, patience: float = _PATIENCE) -> tuple[bool, str]:
    """Read a mailbox until it is up to date. Says whether it is, and how it went in a sentence."""
    work = UnitsOfWork(runtime)
    before = _stand(work, mailbox_id)
    stand, shown = before, 0
    with click.progressbar(
        length=1000, label=f"Reading {name}", file=sys.stderr, hidden=not startup.is_terminal()
    ) as bar:
        for stand in _steps(work, mailbox_id, patience):
            done = int(stand.mailbox.read_so_far * 1000)
            bar.update(max(done - shown, 0))
            shown = max(done, shown)
    return _told(stand, new=stand.held - before.held)


def _steps(work: UnitsOfWork, mailbox_id: int, patience: float) -> Iterator[Stand]:
    """Work on it, whatever was wrong before, until it is read or nothing new came of it for a while."""
    with work.unit() as session:
        health.reconnect(session.get_one(Mailbox, mailbox_id))
        wakeups.note(session, mailbox_id, work.clock())
    last, given_up_at = None, time.monotonic() + patience
    while time.monotonic() < given_up_at:
        sync_jobs.sync_mailbox.run(work, mailbox_id)
        sync_jobs.backfill_mailbox.run(work, mailbox_id)
        sync_jobs.label_mailbox.run(work, mailbox_id)
        stand = _stand(work, mailbox_id)
        yield stand
        if stand.is_over:
            return
        if stand.mark != last:
            last, given_up_at = stand.mark, time.monotonic() + stand.asked_to_wait + patience
        else:
            time.sleep(_PAUSE)


def _told(stand: Stand, *, new: int) -> tuple[bool, str]:
    mailbox, count = stand.mailbox, f"{new} new message{'' if new == 1 else 's'}"
    if mailbox.state is MailboxState.DISCONNECTED:
        return False, f"disconnected. {mailbox.state_reason}"
    if mailbox.state is MailboxState.PAUSED:
        return False, "paused, and not read."
    if stand.is_read:
        return True, f"up to date, {count}."
    if mailbox.try_at is not None:
        return False, (
            f"the provider asked to be left alone until {mailbox.try_at:%H:%M:%S} UTC; {count} so far. "
            "A worker goes on by itself, or run this again then."
        )
    return False, (
        f"another process is reading it, or was until it was killed; {count} so far. "
        "`inbox mailbox status` shows how far it got."
    )


def _stand(work: UnitsOfWork, mailbox_id: int) -> Stand:
    with work.unit(writes=False) as session:
        count = select(func.count()).select_from(Delivery).where(Delivery.mailbox_id == mailbox_id)
        return Stand(
            mailbox=session.get_one(Mailbox, mailbox_id),
            held=session.scalar(count) or 0,
            waits=wakeups.pending(session, mailbox_id) is not None,
        )
