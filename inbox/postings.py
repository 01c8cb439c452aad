"""Notices on their way out: which are due, the claim on them, and what came of it. Nothing is lost, at worst it comes
twice: whoever sends takes a claim that runs out, and records afterwards what happened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select, tuple_, update
from sqlalchemy.orm import Session

from inbox.models import Mailbox, Notification, PersonAddress, Posting, PostingState
from inbox.tables import table

AT_ONCE = 50
"""Notices in one mail; the next ones go with the next."""
PER_CONVERSATION, CONVERSATION_WINDOW = 10, timedelta(minutes=10)
PER_PERSON, PERSON_WINDOW = 30, timedelta(hours=1)
"""System mails to one person at most: about one conversation, and in all."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=30)
KEPT = timedelta(days=30)
_LONGEST_DETAIL = 255

_posting = Posting.__table__.c


@dataclass(frozen=True)
class Held:
    """Postings that somebody sends just now, and the token of the claim on each."""

    tokens: dict[int, int]
    attempts: int

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(sorted(self.tokens))


@dataclass(frozen=True)
class Brake:
    """Too many mails went to somebody: which of what is due waits, and until when."""

    until: datetime
    conversation_id: int | None
    """None: there were too many in all."""


def due_people(session: Session, *, now: datetime) -> list[int]:
    """Whom mail is due to."""
    return [one for one in session.scalars(_due(Posting.person_id, now)) if one is not None]


def due_channels(session: Session, *, now: datetime) -> list[int]:
    """The teams' channels that something is due to."""
    return [one for one in session.scalars(_due(Posting.team_channel_id, now)) if one is not None]


def claim(
    session: Session, mine: ColumnElement[bool], *, now: datetime, seconds: float, most: int = AT_ONCE
) -> tuple[list[Posting], Held]:  # fmt: skip
    """Take what is due of a person or of a channel, unless somebody else is at it. What was read is dropped."""
    query = select(Posting).where(mine, Posting.state == PostingState.WAITING, Posting.due_at <= now)
    rows = list(session.scalars(query.order_by(Posting.id).limit(most).with_for_update(skip_locked=True)))
    read = _read(session, rows)
    for row in rows:
        if row.notification_id in read:
            row.state, row.detail = PostingState.DROPPED, "read before it went"
    rows = [row for row in rows if row.state is PostingState.WAITING]
    for row in rows:
        row.claim += 1
        row.attempts += 1
        row.due_at = now + timedelta(seconds=seconds)
    return rows, Held({row.id: row.claim for row in rows}, max((row.attempts for row in rows), default=0))


def sent(session: Session, held: Held, *, now: datetime) -> None:
    """They went out. True whoever else took them over meanwhile: they need not go again."""
    _set(session, held, only_mine=False, state=PostingState.SENT, sent_at=now, detail="")


def postpone(session: Session, held: Held, detail: str, *, until: datetime) -> None:
    """Not now."""
    _set(session, held, due_at=until, detail=detail[:_LONGEST_DETAIL])


def refuse(session: Session, held: Held, detail: str) -> None:
    """They will never be taken."""
    _set(session, held, state=PostingState.REFUSED, detail=detail[:_LONGEST_DETAIL])


def drop(session: Session, rows: Collection[Posting], detail: str) -> None:
    """They are not to go."""
    for row in rows:
        row.state, row.detail = PostingState.DROPPED, detail


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(FIRST_PAUSE * (1 << min(max(attempts, 1) - 1, 10)), LONGEST_PAUSE)


def brake(session: Session, person_id: int, rows: Sequence[Posting], *, now: datetime) -> Brake | None:
    """Whether a mail with these would be one too many."""
    sent_at = _mails(session, person_id, since=now - PERSON_WINDOW)
    if len(sent_at) >= PER_PERSON:
        return Brake(sent_at[-PER_PERSON] + PERSON_WINDOW, None)
    for conversation_id in sorted({row.conversation_id for row in rows if row.conversation_id is not None}):
        about = _mails(session, person_id, since=now - CONVERSATION_WINDOW, conversation_id=conversation_id)
        if len(about) >= PER_CONVERSATION:
            return Brake(about[-PER_CONVERSATION] + CONVERSATION_WINDOW, conversation_id)
    return None


def address_of(session: Session, organization_id: int, person_id: int) -> str | None:
    """Where somebody's mail goes: their first address that is no mailbox of ours."""
    mailboxes = select(Mailbox.address).where(Mailbox.organization_id == organization_id)
    query = select(PersonAddress.address).where(
        PersonAddress.person_id == person_id, PersonAddress.address.not_in(mailboxes)
    )
    return session.scalars(query.order_by(PersonAddress.position, PersonAddress.id).limit(1)).first()


def forget_old(session: Session, *, now: datetime) -> None:
    """What went out or was dropped weeks ago, and notices that were read as long ago."""
    session.execute(delete(Posting).where(Posting.state != PostingState.WAITING, Posting.at < now - KEPT))
    session.execute(delete(Notification).where(Notification.read_at < now - 3 * KEPT))


def _due(whose: Any, now: datetime) -> Select[Any]:
    return (
        select(whose).where(Posting.state == PostingState.WAITING, Posting.due_at <= now, whose.is_not(None)).distinct()
    )


def _set(session: Session, held: Held, *, only_mine: bool = True, **values: Any) -> None:
    """Write it down, of those whose claim is still ours."""
    pairs = tuple_(_posting.id, _posting.claim).in_(list(held.tokens.items()))
    which = pairs if only_mine else _posting.id.in_(held.ids)
    session.execute(update(table(Posting)).where(which, _posting.state == PostingState.WAITING).values(**values))


def _read(session: Session, rows: Collection[Posting]) -> set[int | None]:
    ids = [row.notification_id for row in rows if row.notification_id is not None]
    query = select(Notification.id).where(Notification.id.in_(ids), Notification.read_at.is_not(None))
    return set(session.scalars(query)) if ids else set()


def _mails(
    session: Session, person_id: int, *, since: datetime, conversation_id: int | None = None
) -> list[datetime]:  # fmt: skip
    """When mails went to somebody, oldest first: what went at the same moment was one mail."""
    query = select(Posting.sent_at).where(Posting.person_id == person_id, Posting.sent_at > since)
    if conversation_id is not None:
        query = query.where(Posting.conversation_id == conversation_id)
    return sorted(at for at in session.scalars(query.distinct()) if at is not None)
