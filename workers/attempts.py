"""Trying something with a mailbox under its lease: whatever comes of it is recorded, and the lease given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from inbox.models import Mailbox, MailboxState
from sync import connecting, health, leases
from sync.errors import LeaseLost, ProviderError, TryAgain, UnitsSpent
from sync.leases import Hold
from sync.line import Patience
from sync.run import Run
from workers.job import UnitsOfWork

ComeBack = Callable[[Session, float, int], None]
"""Queues a job for a mailbox, to run after some seconds."""

_LOOK_AGAIN = timedelta(seconds=2)
"""Whoever has the lease may fail and wake nobody: fresh mail does not wait until the lease would have run out."""
_log = structlog.get_logger(__name__)


def take(
    work: UnitsOfWork, session: Session, mailbox: Mailbox, *, come_back: ComeBack, spacing: float = 0.0
) -> Hold | None:
    """Take the lease. Come back when it is another's, the provider asked for patience, or was just read."""
    now = work.clock()
    rested = mailbox.synced_at + timedelta(seconds=spacing) if mailbox.synced_at else now
    ready = max(rested, mailbox.try_at or now)
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
    come_back: ComeBack, reserve: float = 0.0,
) -> None:  # fmt: skip
    """Do a step, which gives the lease back at its end. When it fails, say why in the mailbox's row."""
    runtime = work.runtime
    try:
        patience = Patience(first=runtime.settings.retry_seconds)
        provider = connecting.open_provider(runtime, mailbox, reserve=reserve, patience=patience)
        step(Run(provider, hold, runtime.settings, runtime.message_id_keys, work.unit, work.clock, patience))
    except LeaseLost:
        _log.warning("another worker took the mailbox over", mailbox=mailbox.id)
    except UnitsSpent as spent:
        after = spent.after
        _give_back(work, hold, lambda session, row: come_back(session, after, row.id))
    except TryAgain as trouble:
        _postpone(work, hold, trouble, come_back)
    except ProviderError as refusal:
        _refuse(work, hold, refusal)
    except Exception as fault:
        _postpone(work, hold, TryAgain(f"an error of ours: {type(fault).__name__}"), come_back)
        raise


def _postpone(work: UnitsOfWork, hold: Hold, trouble: TryAgain, come_back: ComeBack) -> None:
    _log.warning("a mailbox is tried again later", mailbox=hold.mailbox_id, reason=str(trouble))

    def note(session: Session, mailbox: Mailbox) -> None:
        come_back(session, health.postponed(mailbox, trouble, work.clock()), mailbox.id)

    _give_back(work, hold, note)


def _refuse(work: UnitsOfWork, hold: Hold, refusal: ProviderError) -> None:
    _log.error("a mailbox cannot be read", mailbox=hold.mailbox_id, reason=str(refusal))
    _give_back(work, hold, lambda session, mailbox: health.refused(session, mailbox, refusal, work.clock()))


def _give_back(work: UnitsOfWork, hold: Hold, note: Callable[[Session, Mailbox], None]) -> None:
    try:
        with work.unit() as session:
            leases.release(session, hold)
            note(session, session.get_one(Mailbox, hold.mailbox_id))
    except LeaseLost:
        _log.warning("another worker took the mailbox over", mailbox=hold.mailbox_id)
