"""Trying something with a mailbox under its lease: whatever comes of it is recorded, and the lease given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from inbox.models import Mailbox, MailboxState
from sync import connecting, health, leases, watch
from sync.errors import LeaseLost, ProviderError, TryAgain, UnitsSpent
from sync.leases import Hold
from sync.line import Patience
from sync.run import Run
from workers.job import UnitsOfWork

ComeBack = Callable[[Session, float, int], None]
"""Queues a job for a mailbox, to run after some seconds."""
GiveWay = Callable[[Session, int], None]
"""Lets what is more urgent have a mailbox."""

Note = Callable[[Session, Mailbox], None]

_LOOK_AGAIN = timedelta(seconds=2)
"""Whoever has the lease may fail and wake nobody: fresh mail does not wait until the lease would have run out."""
_log = structlog.get_logger(__name__)


def take(
    work: UnitsOfWork, session: Session, mailbox: Mailbox, *, come_back: ComeBack, spacing: float = 0.0
) -> Hold | None:
    """Take the lease. Come back when it is another's, the provider asked for patience, or was just read."""
    now = work.clock()
    ready = max(watch.rested(mailbox, spacing=spacing) or now, mailbox.try_at or now)
    if ready <= now:
        hold = leases.take(session, mailbox.id, now=now, seconds=work.runtime.settings.lease_seconds)
        if hold is not None:
            return hold
        ready = min(leases.until(session, mailbox.id) or now, now + _LOOK_AGAIN)
    if mailbox.state is not MailboxState.DISCONNECTED:
        come_back(session, max((ready - now).total_seconds(), 0.1), mailbox.id)
    return None


def attempt(
    work: UnitsOfWork, mailbox: Mailbox, hold: Hold, step: Callable[[Run], None], *,
    come_back: ComeBack, give_way: GiveWay | None = None,
) -> None:  # fmt: skip
    """Do a step, which gives the lease back at its end. When it fails, say why in the mailbox's row.

    A step that gives way leaves a part of the units to what is more urgent, and wakes it when it fails.
    """
    runtime = work.runtime
    reserve = connecting.BACKFILL_RESERVE if give_way else 0.0

    def fail(note: Note) -> None:
        _give_back(work, hold, note, give_way)

    try:
        patience = Patience(first=runtime.settings.retry_seconds)
        provider = connecting.open_provider(runtime, mailbox, reserve=reserve, patience=patience)
        step(Run(provider, hold, runtime.settings, runtime.message_id_keys, work.unit, work.clock, patience))
    except LeaseLost:
        _log.warning("another worker took the mailbox over", mailbox=mailbox.id)
    except UnitsSpent as spent:
        after = spent.after
        fail(lambda session, row: come_back(session, after, row.id))
    except TryAgain as trouble:
        fail(_postponing(work, hold, trouble, come_back))
    except ProviderError as refusal:
        fail(_refusing(work, hold, refusal))
    except Exception as fault:
        fail(_postponing(work, hold, TryAgain(f"an error of ours: {type(fault).__name__}"), come_back))
        raise


def _postponing(work: UnitsOfWork, hold: Hold, trouble: TryAgain, come_back: ComeBack) -> Note:
    _log.warning("a mailbox is tried again later", mailbox=hold.mailbox_id, reason=str(trouble))

    def note(session: Session, mailbox: Mailbox) -> None:
        come_back(session, health.postponed(mailbox, trouble, work.clock()), mailbox.id)

    return note


def _refusing(work: UnitsOfWork, hold: Hold, refusal: ProviderError) -> Note:
    _log.error("a mailbox cannot be read", mailbox=hold.mailbox_id, reason=str(refusal))
    return lambda session, mailbox: health.refused(session, mailbox, refusal, work.clock())


def _give_back(work: UnitsOfWork, hold: Hold, note: Note, give_way: GiveWay | None) -> None:
    try:
        with work.unit() as session:
            leases.release(session, hold)
            note(session, session.get_one(Mailbox, hold.mailbox_id))
            if give_way is not None:
                give_way(session, hold.mailbox_id)
    except LeaseLost:
        _log.warning("another worker took the mailbox over", mailbox=hold.mailbox_id)
