"""What a new message does to the status of its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from inbox import assignment, events, leaves, lifecycle, thanks
from inbox.deriving import Standing
from inbox.events import Actor
from inbox.letters import Recipient
from inbox.lifecycle import AUTOMATIC, KEEP_CLOSED, NOT_DELIVERED
from inbox.models import Asks, Conversation, Door, Event, EventKind, Person, Status

ASSIGNEE_AWAY = "assignee-away"
"""Why a conversation that opened again has nobody: who had it is no longer there."""
_MAIL_LAGS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class News:
    """A message that is new to its conversation."""

    message_id: int
    at: datetime
    asks: Asks
    is_bounce: bool
    is_from_outside: bool
    text: str
    sender_name: str
    has_files: bool


def is_untouched(conversation: Conversation) -> bool:
    """Whether its status still only follows from its messages."""
    is_closed_by_somebody = conversation.is_closed and conversation.status_reason != AUTOMATIC
    return not conversation.has_human_act and not is_closed_by_somebody and conversation.snoozed_until is None


def follow(session: Session, conversation: Conversation, standing: Standing, *, now: datetime) -> None:
    """Give a conversation that nobody touched the status that follows from its messages."""
    by, at = Actor(door=Door.NATIVE, now=now), conversation.last_message_at
    if standing.status is Status.OPEN:
        lifecycle.open_(session, conversation, by=by, at=at)
    elif standing.status is Status.PENDING:
        lifecycle.set_pending(session, conversation, by=by)
    conversation.status_reason = standing.reason


def begin(conversation: Conversation, standing: Standing) -> None:
    """Give a new conversation its first status."""
    conversation.status, conversation.status_reason = standing
    conversation.closed_at = conversation.last_message_at if conversation.is_closed else None


def receive(session: Session, conversation: Conversation, news: News, *, to: Recipient) -> None:
    """What a message does to a conversation that somebody acted on. Comes before its columns are brought up to date."""
    if news.asks is not Asks.ANSWER or not is_news(conversation, news.at):
        return
    if news.is_bounce:
        _open(session, conversation, news, to, NOT_DELIVERED)
        conversation.status_reason = NOT_DELIVERED
    elif news.is_from_outside and not conversation.is_open:
        _answer(session, conversation, news, to)


def is_news(conversation: Conversation, at: datetime) -> bool:
    """Whether whoever set the status cannot have known a message of that time.

    Old mail that is taken in late opens nothing. But mail may also lag behind what staff do: what came in shortly
    before a closing and is newer than all that was there from outside, nobody has seen.
    """
    if conversation.closed_at is not None:
        if at > conversation.closed_at:
            return True
        if at < conversation.closed_at - _MAIL_LAGS:
            return False
    return conversation.last_inbound_at is None or at >= conversation.last_inbound_at


def _answer(session: Session, conversation: Conversation, news: News, to: Recipient) -> None:
    is_closed_by_person = conversation.closed_by_id is not None
    if not (is_closed_by_person and _only_thanks(news) and not _was_reopened(session, conversation)):
        _open(session, conversation, news, to)
        return
    if not to.behaviour.keep_closed_on_thanks:
        _open(session, conversation, news, to, KEEP_CLOSED)
    events.record(
        session, conversation, EventKind.KEEP_CLOSED_SUGGESTED, by=_nobody(to.now), at=news.at,
        message_id=news.message_id, kept=to.behaviour.keep_closed_on_thanks,
    )  # fmt: skip


def _open(session: Session, conversation: Conversation, news: News, to: Recipient, reason: str = "") -> None:
    """Open it at the time the message came in, but not before it was closed."""
    at = max(news.at, conversation.closed_at or news.at)
    was_closed = conversation.is_closed
    lifecycle.open_(session, conversation, by=Actor(door=Door.NATIVE, now=to.now), at=at, reason=reason)
    if was_closed and conversation.assignee_id is not None:
        person = session.get_one(Person, conversation.assignee_id)
        is_there = person.active and not leaves.is_away(session, person.id, to.now)
        if not (is_there and assignment.may_be_assigned(session, conversation, person)):
            assignment.assign(session, conversation, None, by=_nobody(to.now), reason=ASSIGNEE_AWAY)


def _only_thanks(news: News) -> bool:
    return not news.has_files and thanks.says_only_thanks(news.text, names=news.sender_name)


def _was_reopened(session: Session, conversation: Conversation) -> bool:
    """Whether a person opened it again after it had been kept closed once."""
    suggested = select(Event.id).where(
        Event.conversation_id == conversation.id, Event.kind == EventKind.KEEP_CLOSED_SUGGESTED
    )
    opened = select(Event.id).where(
        Event.conversation_id == conversation.id,
        Event.kind == EventKind.OPENED,
        or_(Event.person_id.is_not(None), Event.door == Door.LABEL),
        Event.id > suggested.order_by(Event.id).limit(1).scalar_subquery(),
    )
    return session.scalar(opened.limit(1)) is not None


def _nobody(now: datetime) -> Actor:
    return Actor(door=Door.SYSTEM, now=now)
