"""What is learnt by looking back, where an organization wants it: moods, the quality of replies, what keeps coming."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId


class ReplyQuality(Base):
    """How good one reply of ours is."""

    __tablename__ = "reply_quality"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_reply_quality_team", "team_id", "at", "id"),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    questions: Mapped[int]
    answered: Mapped[int]
    tone: Mapped[float]
    """From -1, curt, to 1, warm."""
    ease: Mapped[float]
    """From 0, hard to read, to 100, easy."""
    minutes: Mapped[int]
    """From the oldest unanswered mail to the reply, nights included."""
    at: Mapped[datetime]


class InsightWeek(Base):
    """A week of a team, counted: what pages show, so that drawing them counts nothing."""

    __tablename__ = "insight_week"
    __table_args__ = (UniqueConstraint("team_id", "week"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    week: Mapped[date] = mapped_column(Date)
    """Its Monday, in the organization's time zone."""
    mails: Mapped[int] = mapped_column(default=0)
    """Read by a model."""
    sentiment: Mapped[float] = mapped_column(default=0.0)
    """Their mean, from -1 to 1."""
    spread: Mapped[float] = mapped_column(default=0.0)
    """Their standard deviation."""
    unhappy: Mapped[int] = mapped_column(default=0)
    replies: Mapped[int] = mapped_column(default=0)
    questions: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    tone: Mapped[float] = mapped_column(default=0.0)
    ease: Mapped[float] = mapped_column(default=0.0)
    minutes: Mapped[int | None]
    """Median time to reply."""
    counted_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """When the leads were told of the whole week."""


class RecurringTopic(Base):
    """What several mails of a team's week were about."""

    __tablename__ = "recurring_topic"
    __table_args__ = (UniqueConstraint("team_id", "week", "position"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    week: Mapped[date] = mapped_column(Date)
    position: Mapped[int]
    words: Mapped[list[str]] = mapped_column(default=list)
    mails: Mapped[int]
    before: Mapped[int | None]
    """Mails of the week before that were about the same; None when nobody looked then."""
    examples: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"messages": [ids]}, the most typical first."""
