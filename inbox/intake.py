"""Taking mail in: every message that a provider lists ends in exactly one disposition, and none stops the others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from inbox import events, letters, placing, quarantine, returning, storing
from inbox.arrival import Arrival, Taken
from inbox.errors import InboxError
from inbox.events import Actor
from inbox.letters import Letter, Recipient
from inbox.models import Conversation, Delivery, Disposition, Door, EventKind, FailedMail, Mailbox, Message, Place
from inbox.receipts import Receipt
from inbox.whereabouts import tombstone, update

__all__ = ["ATTEMPTS", "take_in", "tombstone", "update"]

_IGNORED = {Place.DRAFT: "draft", Place.CHAT: "chat"}
_FIRST_RETRY = timedelta(minutes=5)
_LAST_RETRY = timedelta(days=1)
ATTEMPTS = 12
"""So often a mail is tried by itself; then it waits for an admin."""


def take_in(
    session: Session, mailbox: Mailbox, arrivals: Sequence[Arrival], *, keys: tuple[bytes, ...], now: datetime,
    since: datetime | None = None,
) -> list[Taken]:  # fmt: skip
    """Take in a batch of mail, in any order; says what became of each, in the order given.

    What is known already is left alone. `since` is where the backfill ends: older mail is ignored. Mail that lies in
    the trash when it is first seen is kept, too, but asks for nothing: it opens no conversation and re-opens none.
    """
    to = letters.recipient(session, mailbox, keys=keys, now=now, alone=True)
    session.flush()
    batch = {one.provider_id: one for one in arrivals}
    taken = _known(session, mailbox, batch, since)
    fresh = [one for id_, one in batch.items() if id_ not in taken]
    ignored = [Receipt(one, Disposition.IGNORED, because) for one in fresh if (because := _because(one, since))]
    storing.add_deliveries(session, to, ignored)
    passed = {one.arrival.provider_id for one in ignored}
    found = [
        *(Taken(one.arrival.provider_id, one.disposition, one.because) for one in ignored),
        *_take(session, to, [one for one in fresh if one.provider_id not in passed]),
    ]
    taken |= {one.provider_id: one for one in found}
    return [taken[id_] for id_ in batch]


def take_again(
    session: Session, mailbox: Mailbox, arrivals: Sequence[Arrival], *, attempts: Mapping[str, int],
    keys: tuple[bytes, ...], now: datetime,
) -> list[Taken]:  # fmt: skip
    """Take in mail that failed before, so many times each."""
    return _take(session, letters.recipient(session, mailbox, keys=keys, now=now, alone=True), arrivals, attempts)


def _because(arrival: Arrival, since: datetime | None) -> str:
    """Why a mail is ignored, if it is."""
    if arrival.place not in _IGNORED and since is not None and arrival.received_at < since:
        return "older than the backfill"
    return _IGNORED.get(arrival.place, "")


def _known(session: Session, mailbox: Mailbox, batch: dict[str, Arrival], since: datetime | None) -> dict[str, Taken]:
    """What became of those that were listed before. What was ignored for a reason that is gone counts as not known."""
    query = (
        select(Delivery, Message.conversation_id)
        .outerjoin(Message, Message.id == Delivery.message_id)
        .where(Delivery.mailbox_id == mailbox.id, Delivery.provider_id.in_(batch))
    )
    known = {}
    for one, conversation_id in session.execute(query).all():
        if one.disposition is Disposition.IGNORED and not _because(batch[one.provider_id], since):
            session.delete(one)
        else:
            one.deleted_at = None
            known[one.provider_id] = Taken(
                one.provider_id, one.disposition, one.because, one.message_id, conversation_id, is_new=False
            )
    session.flush()
    return known


def _take(
    session: Session, to: Recipient, arrivals: Iterable[Arrival], attempts: Mapping[str, int] | None = None
) -> list[Taken]:
    readable, failures = _read(to, arrivals)
    signed = returning.sign(session, to, readable)
    taken = _write(session, to, signed.letters, failures)
    returning.settle(session, to, signed, taken)
    for arrival, error in failures:
        taken.append(_keep(session, to, arrival, error, attempts=1 + (attempts or {}).get(arrival.provider_id, 0)))
    return taken


def _read(to: Recipient, arrivals: Iterable[Arrival]) -> tuple[list[Letter], list[tuple[Arrival, Exception]]]:
    readable: list[Letter] = []
    failures: list[tuple[Arrival, Exception]] = []
    for arrival in arrivals:
        try:
            readable.append(letters.read(arrival, to))
        except Exception as error:  # noqa: BLE001 a mail that nobody foresaw must not stop the ones behind it
            failures.append((arrival, error))
    return readable, failures


def _write(
    session: Session, to: Recipient, readable: list[Letter], failures: list[tuple[Arrival, Exception]]
) -> list[Taken]:
    """Write letters down together; where that fails, each by itself."""
    try:
        with session.begin_nested():
            return _place(session, to, readable) if readable else []
    except Exception as error:  # whatever is wrong with one mail, the others are taken in
        if _is_trouble(error):
            raise
        if len(readable) == 1:
            failures.append((readable[0].arrival, error))
            return []
    return [taken for letter in readable for taken in _write(session, to, [letter], failures)]


def _place(session: Session, to: Recipient, readable: list[Letter]) -> list[Taken]:
    taken, cleared = placing.take(session, to, readable)
    by, heirs = Actor(door=Door.NATIVE, now=to.now), {}
    for id_ in sorted(cleared):
        heirs[id_] = quarantine.release(session, session.get_one(Conversation, id_), by=by).id
    return [replace(one, conversation_id=heirs.get(one.conversation_id or 0, one.conversation_id)) for one in taken]


def _is_trouble(error: Exception) -> bool:
    """Whether the database itself is in trouble, so that the whole unit is tried again: not that a mail is too big."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    is_too_big = state.startswith("54") or code in (sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_ERROR)
    return isinstance(error, OperationalError) and not is_too_big


def _keep(session: Session, to: Recipient, arrival: Arrival, error: Exception, *, attempts: int) -> Taken:
    """Keep a mail that failed as it came, to try it again later."""
    why = _explained(error)
    storing.add_deliveries(session, to, [Receipt(arrival, Disposition.FAILED, why)])
    ours = select(Delivery.id).where(Delivery.mailbox_id == to.mailbox.id, Delivery.provider_id == arrival.provider_id)
    session.add(
        FailedMail(
            delivery_id=session.scalars(ours).one(), organization_id=to.mailbox.organization_id, raw=arrival.raw,
            error=why, attempts=attempts, retry_at=to.now + _delay(attempts) if attempts < ATTEMPTS else None,
        )
    )  # fmt: skip
    if attempts == 1:
        events.record_of_mailbox(
            session, to.mailbox, EventKind.MAIL_FAILED, by=Actor(door=Door.NATIVE, now=to.now),
            reason=type(error).__name__, provider_id=arrival.provider_id,
        )  # fmt: skip
    return Taken(arrival.provider_id, Disposition.FAILED, why)


def _delay(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(_FIRST_RETRY * (1 << (attempts - 1)), _LAST_RETRY)


def _explained(error: Exception) -> str:
    """What went wrong, without what the database's own words would quote from the mail."""
    if isinstance(error, InboxError):
        return str(error)
    if isinstance(error, DBAPIError):
        return f"the database refused it ({type(error.orig).__name__})"
    return f"{type(error).__name__} while it was taken in"
