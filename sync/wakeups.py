"""Hints that a mailbox changed. The row is the truth, a queued job only a nudge: no hint is lost while a sync runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from inbox.models import Wakeup
from inbox.models.base import UtcDateTime

_NOTE = text(
    "INSERT INTO wakeup (mailbox_id, count, seen, at) VALUES (:mailbox, 1, 0, :now) "
    "ON CONFLICT (mailbox_id) DO UPDATE SET count = wakeup.count + 1, at = excluded.at"
).bindparams(bindparam("now", type_=UtcDateTime()))


def note(session: Session, mailbox_id: int, now: datetime) -> None:
    """Somebody says that there is news."""
    session.execute(_NOTE, {"mailbox": mailbox_id, "now": now})


def pending(session: Session, mailbox_id: int) -> int | None:
    """The count of hints up to now, None when all of them were looked into. To be read before the provider is."""
    wakeup = session.get(Wakeup, mailbox_id, populate_existing=True)
    return wakeup.count if wakeup is not None and wakeup.count > wakeup.seen else None


def is_seen(session: Session, mailbox_id: int, count: int) -> bool:
    """Whether a sync has looked into the hints up to `count`."""
    wakeup = session.get(Wakeup, mailbox_id, populate_existing=True)
    return wakeup is not None and wakeup.seen >= count


def clear(session: Session, mailbox_id: int, count: int) -> None:
    """The hints up to `count` were looked into; later ones stay."""
    session.execute(
        update(Wakeup).where(Wakeup.mailbox_id == mailbox_id, Wakeup.seen < count).values(seen=count),
        execution_options={"synchronize_session": False},
    )


def overdue(session: Session, *, before: datetime) -> list[int]:
    """Mailboxes with hints from before a time that nobody looked into: their job got lost."""
    query = select(Wakeup.mailbox_id).where(Wakeup.count > Wakeup.seen, Wakeup.at < before)
    return list(session.scalars(query.order_by(Wakeup.at)))
