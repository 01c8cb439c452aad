"""The ledger for auditors: every message with its disposition, and every entry with what its hash is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import chain
from inbox.models import Delivery, LedgerEntry, Mailbox, Message

MESSAGE = (
    "mailbox", "provider_id", "message_id", "received_at", "place", "disposition", "because", "conversation_id",
    "deleted_at",
)  # fmt: skip
"""The columns of a message."""
ENTRY = (
    "mailbox", "number", "period_from", "period_to", "started_at", "ended_at", "listed", "held", "arrived", "vanished",
    "deleted", "unlisted", "missing", "repaired", "unexplained", "hash", "seal", "link",
)  # fmt: skip
"""The columns of an entry where it must be flat."""
_BATCH = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Row = dict[str, Any]


def messages(
    session: Session, mailboxes: Sequence[Mailbox], *, since: datetime | None = None, until: datetime | None = None
) -> Iterator[Row]:
    """Every message that the providers of some mailboxes listed, as far as it was received in a period."""
    for mailbox in mailboxes:
        after = 0
        while rows := _batch(session, mailbox, after, since, until):
            after = rows[-1][0]
            yield from (dict(zip(MESSAGE, (mailbox.address, *row[1:]), strict=True)) for row in rows)


def entries(session: Session, mailboxes: Sequence[Mailbox]) -> Iterator[Row]:
    """Every entry, flat, and under `hashed` the fields whose hash it carries."""
    for mailbox in mailboxes:
        query = select(LedgerEntry).where(LedgerEntry.mailbox_id == mailbox.id).order_by(LedgerEntry.number)
        for one in session.scalars(query):
            hashed = chain.fields(one)
            flat = {"mailbox": mailbox.address, "hash": one.hash, "seal": one.seal, "link": chain.link(one)}
            yield {name: flat[name] if name in flat else hashed[name] for name in ENTRY} | {"hashed": hashed}


def cell(value: object) -> str:
    """A value as a spreadsheet may read it: what would be taken for a formula gets an apostrophe in front."""
    written = "" if value is None else str(value)
    return f"'{written}" if written.startswith(_FORMULA) else written


def _batch(
    session: Session, mailbox: Mailbox, after: int, since: datetime | None, until: datetime | None
) -> list[tuple[Any, ...]]:
    query = (
        select(
            Delivery.id, Delivery.provider_id, Message.internet_message_id, Delivery.received_at, Delivery.place,
            Delivery.disposition, Delivery.because, Message.conversation_id, Delivery.deleted_at,
        )
        .outerjoin(Message, Message.id == Delivery.message_id)
        .where(Delivery.mailbox_id == mailbox.id, Delivery.id > after)
    )  # fmt: skip
    if since is not None:
        query = query.where(Delivery.received_at >= since)
    if until is not None:
        query = query.where(Delivery.received_at < until)
    rows = session.execute(query.order_by(Delivery.id).limit(_BATCH))
    return [tuple(_plain(value) for value in row) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return getattr(value, "value", value)
