"""Reading a mailbox in this process, with a bar that shows how far it got."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from addon.cli.following import LONG, PATIENCE, asked_to_wait, follow
from inbox.models import Delivery, Mailbox, MailboxState
from sync import health, progress, wakeups
from workers import sync_jobs
from workers.job import UnitsOfWork
from workers.runtime import Runtime


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
        return is_refused or self.mailbox.failures > 1 or asked_to_wait(self.mailbox) > LONG

    @property
    def done(self) -> float:
        return self.mailbox.read_so_far

    @property
    def mark(self) -> tuple[object, ...]:
        """What changes while the reading gets on."""
        return (self.held, self.waits, self.mailbox.try_at, self.mailbox.state, self.mailbox.progress.get("done"))


def sync_now(runtime: Runtime, mailbox_id: int, name: str, *, patience: float = PATIENCE) -> tuple[bool, str]:
    """Read a mailbox until it is up to date, whatever was wrong before. Says whether it is, and how it went."""
    work = UnitsOfWork(runtime)
    before = _stand(work, mailbox_id)
    with work.unit() as session:
        health.reconnect(session.get_one(Mailbox, mailbox_id))
        wakeups.note(session, mailbox_id, work.clock())

    def step() -> Stand:
        sync_jobs.sync_mailbox.run(work, mailbox_id)
        sync_jobs.backfill_mailbox.run(work, mailbox_id)
        sync_jobs.label_mailbox.run(work, mailbox_id)
        return _stand(work, mailbox_id)

    stand = follow(f"Reading {name}", step, patience=patience)
    return _told(stand, new=stand.held - before.held)


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
