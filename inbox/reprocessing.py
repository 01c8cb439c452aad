"""Trying mail again that could not be taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from inbox import events, intake
from inbox.arrival import Arrival
from inbox.events import Actor
from inbox.models import Delivery, Disposition, Door, EventKind, FailedMail, Mailbox

_BATCH = 25


@dataclass(frozen=True)
class Retried:
    """What came of it."""

    taken_in: int = 0
    failed: int = 0

    def __add__(self, other: Retried) -> Retried:
        return Retried(self.taken_in + other.taken_in, self.failed + other.failed)


def retry_due(session: Session, *, keys: tuple[bytes, ...], now: datetime, limit: int = 100) -> Retried:
    """Try again what is due, in all mailboxes. Costs what is due, not what is stored."""
    due = _failed().where(FailedMail.retry_at <= now).order_by(FailedMail.retry_at).limit(limit)
    found = sorted(_pairs(session, due), key=lambda pair: (pair[1].mailbox_id, pair[1].received_at))
    done = Retried()
    for mailbox_id, pairs in groupby(found, key=lambda pair: pair[1].mailbox_id):
        done += _retry(session, session.get_one(Mailbox, mailbox_id), list(pairs), keys=keys, now=now)
    return done


def retry_all(session: Session, mailbox: Mailbox, *, keys: tuple[bytes, ...], now: datetime) -> Retried:
    """Try again whatever failed in a mailbox, also what waits for an admin."""
    query = _failed().where(Delivery.mailbox_id == mailbox.id).order_by(Delivery.received_at)
    found = _pairs(session, query)
    done = Retried()
    for start in range(0, len(found), _BATCH):
        done += _retry(session, mailbox, found[start : start + _BATCH], keys=keys, now=now)
    return done


def _failed() -> Select[FailedMail, Delivery]:
    return select(FailedMail, Delivery).join(Delivery, Delivery.id == FailedMail.delivery_id)


def _pairs(session: Session, query: Select[FailedMail, Delivery]) -> list[tuple[FailedMail, Delivery]]:
    return [(row[0], row[1]) for row in session.execute(query)]


def _retry(
    session: Session, mailbox: Mailbox, pairs: Sequence[tuple[FailedMail, Delivery]], *, keys: tuple[bytes, ...],
    now: datetime,
) -> Retried:  # fmt: skip
    """Forget that they failed, but not how often, and take them in as if they had just come."""
    arrivals = [_arrival(failed, delivery) for failed, delivery in pairs]
    attempts = {delivery.provider_id: failed.attempts for failed, delivery in pairs}
    for rows in zip(*pairs, strict=True):  # the mails before the deliveries that they hang on
        for row in rows:
            session.delete(row)
        session.flush()
    taken = intake.take_again(session, mailbox, arrivals, attempts=attempts, keys=keys, now=now)
    done = [one for one in taken if one.disposition is not Disposition.FAILED]
    for one in done:
        events.record_of_mailbox(
            session, mailbox, EventKind.MAIL_REPROCESSED, by=Actor(door=Door.SYSTEM, now=now),
            provider_id=one.provider_id, conversation_id=one.conversation_id,
        )  # fmt: skip
    return Retried(len(done), len(taken) - len(done))


def _arrival(failed: FailedMail, delivery: Delivery) -> Arrival:
    return Arrival(
        provider_id=delivery.provider_id, thread_id=delivery.provider_thread_id, raw=failed.raw,
        received_at=delivery.received_at, labels=tuple(delivery.labels), version=delivery.provider_version,
        place=delivery.place,
    )  # fmt: skip
