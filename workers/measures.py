"""Numbers about the work outside the web process, read from the database and Redis by whoever shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from redis import Redis
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox.models import Event, Ledger, LedgerEntry, Mailbox, MailboxState
from sync import troubles
from workers import queues


@dataclass(frozen=True)
class QueueMeasure:
    """How much waits in a queue, and for how many seconds the oldest of it."""

    name: str
    waiting: int
    oldest: float


@dataclass(frozen=True)
class MailboxMeasure:
    """How a mailbox fares; by id, for measures carry no addresses."""

    mailbox_id: int
    state: MailboxState
    lag: float
    """Seconds since its changes were last read."""
    watch_left: float | None
    """Seconds until its watch ends, None when it has none."""
    failures: int


@dataclass(frozen=True)
class LedgerMeasure:
    """What the newest check of a mailbox's ledger found."""

    mailbox_id: int
    age: float
    """Seconds since it ended."""
    missing: int
    unexplained: int
    is_whole: bool
    """Whether the chain was as it was written."""


def of_queues(redis: Redis, *, now: datetime) -> list[QueueMeasure]:
    """One measure for each queue."""
    return [_of_queue(Queue(name, connection=redis, serializer=JSONSerializer), now) for name in queues.QUEUES]


def of_mailboxes(session: Session, *, now: datetime) -> list[MailboxMeasure]:
    """One measure for each mailbox that is read."""
    query = select(Mailbox).where(Mailbox.state != MailboxState.PAUSED).order_by(Mailbox.id)
    return [
        MailboxMeasure(
            mailbox_id=mailbox.id,
            state=mailbox.state,
            lag=(now - (mailbox.synced_at or mailbox.created_at)).total_seconds(),
            watch_left=(mailbox.watch_expires_at - now).total_seconds() if mailbox.watch_expires_at else None,
            failures=mailbox.failures,
        )
        for mailbox in session.scalars(query)
    ]


def of_ledgers(session: Session, *, now: datetime) -> list[LedgerMeasure]:
    """One measure for each mailbox that was checked."""
    every = LedgerEntry.__table__.alias("every")
    newest = select(func.max(every.c.number)).where(every.c.mailbox_id == LedgerEntry.mailbox_id).scalar_subquery()
    query = select(LedgerEntry, Ledger.fault).join(Ledger, Ledger.mailbox_id == LedgerEntry.mailbox_id)
    return [
        LedgerMeasure(one.mailbox_id, (now - one.ended_at).total_seconds(), one.missing, one.unexplained, not fault)
        for one, fault in session.execute(query.where(LedgerEntry.number == newest).order_by(LedgerEntry.mailbox_id))
    ]


def of_troubles(redis: Redis) -> dict[str, int]:
    """How often providers and workers gave trouble, by kind."""
    return troubles.counts(redis)


def waiting_events(session: Session) -> int:
    """Events that the reactions have not been given yet."""
    return session.scalar(select(func.count()).select_from(Event).where(Event.relayed_at.is_(None))) or 0


def _of_queue(queue: Queue, now: datetime) -> QueueMeasure:
    waiting = queue.count
    first = queue.get_job_ids(0, 1) if waiting else []
    try:
        queued_at = Job.fetch(first[0], queue.connection, JSONSerializer).enqueued_at if first else None
    except NoSuchJobError:
        queued_at = None  # a worker was faster
    return QueueMeasure(queue.name, waiting, (now - queued_at).total_seconds() if queued_at else 0.0)
