"""Entries in the ledger of a mailbox, without a provider: what a check would have written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inbox import ledger
from inbox.ledger import Missing, Result
from inbox.models import LedgerEntry, Mailbox, Outcome

KEYS = (b"new" * 8, b"old" * 8)


def clean(now: datetime) -> Result:
    """A check that found all to be well."""
    return Result(
        period_from=now - timedelta(days=14), started=now - timedelta(minutes=1), listed=12, held=12,
        dispositions={"conversation": 10, "quarantined": 2}, arrived=0, vanished=0, deleted=0, unlisted=0, missing=0,
        repaired=0, named=(), is_whole=False,
    )  # fmt: skip


def holed(now: datetime, *, missing: int = 2, repaired: int = 0) -> Result:
    """A check that found mail to be missing."""
    named = tuple(
        Missing(f"18c{number:04}", f"<lost-{number}@example.com>", Outcome.REPAIRED if number < repaired else "refused")
        for number in range(missing)
    )
    lost = missing - repaired
    return replace(clean(now), listed=12 + lost, missing=missing, repaired=repaired, named=named)


def write(
    session: Session, mailbox: Mailbox, *found: Result, now: datetime, keys: tuple[bytes, ...] = KEYS
) -> list[LedgerEntry]:
    """Append the results of several checks, a day apart, the last of them just now."""
    row = session.get_one(Mailbox, mailbox.id)
    days = range(len(found) - 1, -1, -1)
    return [
        ledger.write(session, row, one, keys=keys, now=now - timedelta(days=day))
        for one, day in zip(found, days, strict=True)
    ]
