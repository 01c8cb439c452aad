"""The replies that are to be judged, with the mails that they answer, and keeping what was found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Direction, Event, EventKind, Message, Organization, ReplyQuality

_HUMAN = "human"
_MOST_BEFORE = 10
"""Mails before a reply that are looked at."""


@dataclass(frozen=True)
class Turn:
    """A reply by a person, and the text of the mails that waited for it."""

    organization_id: int
    team_id: int
    conversation_id: int
    message_id: int
    person_id: int | None
    at: datetime
    reply: str
    asked: tuple[str, ...]
    """Oldest first."""
    waited_since: datetime


@dataclass(frozen=True)
class Judged:
    """What was found of a reply; see ai/local/replies.py for what the numbers mean."""

    questions: int
    answered: int
    tone: float
    ease: float


def turns(session: Session, event_ids: Collection[int]) -> list[Turn]:
    """The replies that some events tell of, in organizations that want to look back, that are not judged yet."""
    query = (
        select(Message)
        .join(Event, Event.message_id == Message.id)
        .join(Organization, Organization.id == Message.organization_id)
        .outerjoin(ReplyQuality, ReplyQuality.message_id == Message.id)
        .where(
            Event.id.in_(event_ids), Event.kind == EventKind.SENT, Organization.has_insights, ReplyQuality.id.is_(None),
            Message.direction == Direction.OUTBOUND, Message.mail_class == _HUMAN,
        )
        .order_by(Message.id)
    )  # fmt: skip
    found = (_turn(session, one) for one in session.scalars(query).unique())
    return [one for one in found if one is not None]


def keep(session: Session, judged: Sequence[tuple[Turn, Judged]]) -> None:
    """Write down what was found. A reply that was judged meanwhile, or is gone, is left alone."""
    ids = [turn.message_id for turn, _ in judged]
    there = set(session.scalars(select(Message.id).where(Message.id.in_(ids))))
    there -= set(session.scalars(select(ReplyQuality.message_id).where(ReplyQuality.message_id.in_(ids))))
    for turn, found in judged:
        if turn.message_id in there:
            minutes = max(0, int((turn.at - turn.waited_since).total_seconds() // 60))
            session.add(
                ReplyQuality(
                    organization_id=turn.organization_id, team_id=turn.team_id, conversation_id=turn.conversation_id,
                    message_id=turn.message_id, person_id=turn.person_id, questions=found.questions,
                    answered=found.answered, tone=found.tone, ease=found.ease, minutes=minutes, at=turn.at,
                )
            )  # fmt: skip


def _turn(session: Session, reply: Message) -> Turn | None:
    """None for a mail that answers nothing."""
    query = (
        select(Message)
        .where(
            Message.conversation_id == reply.conversation_id, Message.mail_class == _HUMAN,
            Message.received_at < reply.received_at,
        )
        .order_by(Message.received_at.desc(), Message.id.desc())
        .limit(_MOST_BEFORE)
    )  # fmt: skip
    waiting: list[Message] = []
    for one in session.scalars(query):
        if one.direction is Direction.OUTBOUND:
            break
        waiting.insert(0, one)
    if not waiting:
        return None
    return Turn(
        reply.organization_id, reply.team_id, reply.conversation_id, reply.id, reply.person_id, reply.received_at,
        reply.visible_text, tuple(one.visible_text for one in waiting), waiting[0].received_at,
    )  # fmt: skip
