"""The list of mail that no model has read yet: who comes onto it, who is taken from it next, who is given back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from inbox.behaviour import Behaviour
from inbox.models import Mailbox, TriageWait
from inbox.tables import inserting

MOST_FAILURES = 5
"""So often a mail is tried; then only once a day."""
LASTS = timedelta(seconds=90)
"""So long a worker has what it took; longer than the slowest model may think about a batch."""
_FIRST_PAUSE = timedelta(seconds=5)
_LOOKED_AT = 4
"""Rows that are looked at for each one that is taken: those of other mailboxes are passed over."""
_ENLISTED = "enlisted_for_triage"


@dataclass(frozen=True)
class Batch:
    """Mail of one mailbox that a worker has taken."""

    organization_id: int
    mailbox_id: int
    message_ids: tuple[int, ...]
    is_more: bool
    """Whether others wait, too."""


def enlist(session: Session, mailbox: Mailbox, behaviour: Behaviour, mails: Iterable[tuple[int, datetime]]) -> None:
    """Put mail on the list, by id and when it came. What came before its mailbox was connected is not fresh."""
    rows = [
        {
            "message_id": id_, "organization_id": mailbox.organization_id, "mailbox_id": mailbox.id,
            "is_fresh": received_at >= mailbox.created_at, "received_at": received_at, "failures": 0,
        }
        for id_, received_at in mails
    ]  # fmt: skip
    if rows and behaviour.is_triaged:
        session.execute(inserting(session, TriageWait).on_conflict_do_nothing(), rows)
        session.info.setdefault(_ENLISTED, set()).update(row["is_fresh"] for row in rows)


def enlisted(session: Session) -> frozenset[bool]:
    """Whether this unit of work put fresh mail on the list, and whether old mail."""
    return frozenset(session.info.get(_ENLISTED, ()))


def take(session: Session, *, is_fresh: bool, most: int, now: datetime) -> Batch | None:
    """Take the newest mail that waits, of one mailbox; None when nothing waits.

    The taking itself is counted: a mail that kills whoever reads it is taken alone the next time, and given up in
    the end.
    """
    query = select(TriageWait).where(TriageWait.is_fresh.is_(is_fresh), *_waiting(now))
    query = query.order_by(TriageWait.received_at.desc(), TriageWait.message_id.desc()).limit(most * _LOOKED_AT)
    rows = session.scalars(query.with_for_update(skip_locked=True)).all()
    if not rows:
        return None
    taken = _together(rows, most)
    for one in taken:
        one.taken_until = now + LASTS
        one.failures += 1
    ids = tuple(one.message_id for one in taken)
    return Batch(taken[0].organization_id, taken[0].mailbox_id, ids, len(rows) > len(taken))


def give_back(session: Session, message_ids: Collection[int], *, now: datetime) -> float | None:
    """It could not be read: each is tried again alone, after a while. Says after how many seconds; None: never."""
    rows = session.scalars(select(TriageWait).where(TriageWait.message_id.in_(message_ids))).all()
    pauses = []
    for one in rows:
        pause = _FIRST_PAUSE * 4 ** (max(one.failures, 1) - 1)
        one.taken_until = now + pause
        if one.failures < MOST_FAILURES:
            pauses.append(pause.total_seconds())
    return min(pauses, default=None)


def try_again(session: Session) -> None:
    """What was given up is tried once more, alone: the model may be another by now."""
    query = update(TriageWait).where(TriageWait.failures >= MOST_FAILURES)
    session.execute(query.values(failures=MOST_FAILURES - 1, taken_until=None))


def strike_off(session: Session, message_ids: Collection[int]) -> None:
    """Take mail off the list."""
    session.execute(delete(TriageWait).where(TriageWait.message_id.in_(message_ids)))


def waits(session: Session, *, now: datetime) -> frozenset[bool]:
    """Whether fresh mail waits that nobody has taken, and whether old mail."""
    first = {
        is_fresh: session.scalars(
            select(TriageWait.message_id).where(TriageWait.is_fresh.is_(is_fresh), *_waiting(now)).limit(1)
        ).first()
        for is_fresh in (True, False)
    }
    return frozenset(is_fresh for is_fresh, found in first.items() if found is not None)


def _waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_free = or_(TriageWait.taken_until.is_(None), TriageWait.taken_until <= now)
    return TriageWait.failures < MOST_FAILURES, is_free


def _together(rows: Sequence[TriageWait], most: int) -> list[TriageWait]:
    """What failed before is read alone, so that it cannot take others with it."""
    first = rows[0]
    if first.failures:
        return [first]
    return [one for one in rows if one.mailbox_id == first.mailbox_id and not one.failures][:most]
