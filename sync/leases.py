"""One sync of a mailbox at a time: a lease with a token that grows, so that whoever lost it can no longer write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, text, update
from sqlalchemy.orm import Session

from inbox.models import Lease
from sync.errors import LeaseLost


@dataclass(frozen=True)
class Hold:
    """A lease taken."""

    mailbox_id: int
    token: int


def take(session: Session, mailbox_id: int, *, now: datetime, seconds: float) -> Hold | None:
    """Take the lease of a mailbox; None while another holds it. One that ran out may be taken."""
    session.execute(
        text("INSERT INTO lease (mailbox_id, token) VALUES (:mailbox, 0) ON CONFLICT DO NOTHING"),
        {"mailbox": mailbox_id},
    )
    lease = session.get_one(Lease, mailbox_id, with_for_update=True, populate_existing=True)
    if lease.until is not None and lease.until > now:
        return None
    lease.token += 1
    lease.until = now + timedelta(seconds=seconds)
    return Hold(mailbox_id, lease.token)


def until(session: Session, mailbox_id: int) -> datetime | None:
    """When the current lease runs out."""
    lease = session.get(Lease, mailbox_id, populate_existing=True)
    return lease.until if lease else None


def keep(session: Session, hold: Hold, *, now: datetime, seconds: float) -> None:
    """Check the token in the transaction that is about to write, and make the lease last longer. Raises LeaseLost.

    The row stays locked until the commit, so nobody can take the lease in between.
    """
    _change(session, hold, now + timedelta(seconds=seconds))


def release(session: Session, hold: Hold) -> None:
    """Give the lease back. Raises LeaseLost when it was no longer ours."""
    _change(session, hold, None)


def _change(session: Session, hold: Hold, end: datetime | None) -> None:
    ours = update(Lease).where(Lease.mailbox_id == hold.mailbox_id, Lease.token == hold.token).values(until=end)
    found = session.execute(ours, execution_options={"synchronize_session": False})
    assert isinstance(found, CursorResult)
    if found.rowcount != 1:
        raise LeaseLost(f"the lease of mailbox {hold.mailbox_id} with token {hold.token}")
