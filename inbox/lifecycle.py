"""What staff do with a conversation's status: open, wait, snooze, close. Doing it twice is no news."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import events, signs
from inbox.errors import Invalid
from inbox.events import Actor
from inbox.models import Conversation, Door, EventKind, Status
from inbox.translation import N_

KEEP_CLOSED = "keep-closed?"
"""Status reason: somebody only said thank you, and one click closes it again."""
NOT_DELIVERED = "not-delivered"
"""Status reason: a mail of ours bounced."""
AUTOMATIC = "automatic"
"""Status reason: closed from the start, because nothing in it asks for anything."""
_FARTHEST = timedelta(days=5 * 366)
"""A snooze beyond that is a slip of the finger, and the end of the calendar cannot be told in every time zone."""


def open_(
    session: Session, conversation: Conversation, *, by: Actor, at: datetime | None = None, reason: str = ""
) -> None:
    """It is our turn. `at` is when that came about, of mail its receive time; `reason` is shown beside the status."""
    if conversation.status is not Status.OPEN:
        old = _leave(conversation, Status.OPEN)
        conversation.status_reason = reason
        events.record(session, conversation, EventKind.OPENED, by=by, at=at, reason=reason, old=old, new="open")


def set_pending(session: Session, conversation: Conversation, *, by: Actor) -> None:
    """We wait for the contact or a third party. Ends a snooze, too."""
    if conversation.status is not Status.PENDING or conversation.snoozed_until is not None:
        old = _leave(conversation, Status.PENDING)
        events.record(session, conversation, EventKind.PENDING, by=by, old=old, new="pending")


def snooze(session: Session, conversation: Conversation, until: datetime, *, by: Actor) -> None:
    """Wait until a time in the future; then it opens by itself."""
    if until <= by.now:
        raise Invalid(N_("Choose a time in the future."), field="until")
    if until - by.now > _FARTHEST:
        raise Invalid(N_("Choose a time within the next five years."), field="until")
    if conversation.snoozed_until != until:
        old = _leave(conversation, Status.PENDING)
        conversation.snoozed_until = until
        events.record(session, conversation, EventKind.SNOOZED, by=by, old=old, new="pending", until=until.isoformat())


def close(session: Session, conversation: Conversation, *, by: Actor, reason: str = "") -> None:
    """Done."""
    if conversation.status is not Status.CLOSED:
        old = _leave(conversation, Status.CLOSED)
        conversation.closed_at = by.now
        conversation.closed_by_id = by.person_id
        if by.is_human:
            signs.heed(session, conversation.id, now=by.now)
        events.record(session, conversation, EventKind.CLOSED, by=by, reason=reason, old=old, new="closed")


def keep_closed(session: Session, conversation: Conversation, *, by: Actor) -> None:
    """Accept the suggestion that a mere thank-you needs no answer."""
    if conversation.status_reason == KEEP_CLOSED:
        close(session, conversation, by=by, reason="thanks")


def wake_due(session: Session, *, now: datetime, limit: int = 500) -> int:
    """Open the conversations whose snooze has run out; says how many. Costs what is due, not what is stored."""
    due = session.scalars(
        select(Conversation)
        .where(Conversation.snoozed_until <= now)
        .order_by(Conversation.snoozed_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for conversation in due:
        wake(session, conversation, now=now)
    return len(due)


def wake(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """Open one snoozed conversation, at the time it was snoozed to."""
    at = conversation.snoozed_until
    if at is not None:
        old = _leave(conversation, Status.OPEN)
        by = Actor(door=Door.SYSTEM, now=now)
        events.record(session, conversation, EventKind.WOKE, by=by, at=min(at, now), old=old, new="open")


def _leave(conversation: Conversation, to: Status) -> str:
    """Put the status to `to`, clear what belonged to the old one, and say what that was."""
    old = conversation.status.value
    conversation.status = to
    conversation.status_reason = ""
    conversation.snoozed_until = None
    if to is not Status.CLOSED:
        conversation.closed_at = conversation.closed_by_id = None
    return old
