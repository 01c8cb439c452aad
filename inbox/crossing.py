"""Replies that cross: two people answered the same turn, and at least one of them had not seen the other's answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import events
from inbox.events import Actor
from inbox.letters import Recipient
from inbox.models import Conversation, Direction, Door, Event, EventKind, MailboxState, Message, Outgoing

_STILL_NEWS = timedelta(days=1)
"""Replies older than that are read in, not happening."""
_TURN = 12
"""Messages of a conversation that are looked at, the newest."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A message by a person."""

    id: int
    direction: Direction
    person_id: int | None
    people: frozenset[str]
    at: datetime
    outgoing_id: int | None
    seen_message_id: int
    seen_outgoing_id: int


def detect(session: Session, to: Recipient, sent: Iterable[tuple[int, int]]) -> None:
    """Look for crossed replies around messages that we sent and that just came in, given with their conversations."""
    if to.mailbox.state is MailboxState.BACKFILL:
        return
    fresh: dict[int, set[int]] = {}
    for message_id, conversation_id in sent:
        fresh.setdefault(conversation_id, set()).add(message_id)
    for conversation_id, message_ids in sorted(fresh.items()):
        _look(session, to, conversation_id, message_ids)


def _look(session: Session, to: Recipient, conversation_id: int, message_ids: Collection[int]) -> None:
    for earlier, later in pairwise(_turn(session, conversation_id)):
        is_news = earlier.id in message_ids or later.id in message_ids
        if is_news and later.at > to.now - _STILL_NEWS and _cross(earlier, later, to):
            _tell(session, conversation_id, earlier, later, now=to.now)


def _cross(earlier: _Written, later: _Written, to: Recipient) -> bool:
    """Whether two messages that follow each other are answers to the same turn, by people who did not know."""
    are_answers = earlier.direction is later.direction is Direction.OUTBOUND
    is_one_person = earlier.person_id is not None and earlier.person_id == later.person_id
    if not are_answers or is_one_person or later.at - earlier.at > to.behaviour.crossing_window:
        return False
    if not (earlier.people & later.people) - to.ours.addresses:
        return False
    was_told = earlier.outgoing_id is not None and earlier.outgoing_id <= later.seen_outgoing_id
    return later.outgoing_id is None or not (was_told or earlier.id <= later.seen_message_id)


def _turn(session: Session, conversation_id: int) -> list[_Written]:
    """The last messages that people wrote, oldest first."""
    query = (
        select(
            Message.id, Message.direction, Message.person_id, Message.recipients, Message.received_at, Outgoing.id,
            Outgoing.seen_message_id, Outgoing.seen_outgoing_id,
        )
        .outerjoin(
            Outgoing,
            (Outgoing.internet_message_id == Message.internet_message_id)
            & (Outgoing.organization_id == Message.organization_id),
        )
        .where(Message.conversation_id == conversation_id, Message.mail_class == "human")
        .order_by(Message.received_at.desc(), Message.id.desc())
        .limit(_TURN)
    )  # fmt: skip
    found = [
        _Written(row[0], row[1], row[2], _addresses(row[3]), row[4], row[5], row[6] or 0, row[7] or 0)
        for row in session.execute(query)
    ]
    return found[::-1]


def _addresses(recipients: dict[str, Any]) -> frozenset[str]:
    return frozenset(address for kind in ("to", "cc") for _, address in recipients.get(kind) or ())


def _tell(session: Session, conversation_id: int, earlier: _Written, later: _Written, *, now: datetime) -> None:
    """Once, however often they are looked at."""
    conversation = session.get_one(Conversation, conversation_id)
    key = f"crossed:{earlier.id}:{later.id}"
    query = select(Event.id).where(
        Event.organization_id == conversation.organization_id, Event.dedupe_key == key
    )  # fmt: skip
    if session.scalars(query).first() is not None:
        return
    people = [one.person_id for one in (earlier, later) if one.person_id is not None]
    events.record(
        session, conversation, EventKind.REPLIES_CROSSED, by=Actor(door=Door.SYSTEM, now=now), at=later.at,
        message_id=later.id, dedupe_key=key, people=people, earlier=earlier.id,
    )  # fmt: skip
    conversation.crossed_at = now
