"""Promises and their clocks: when a team works, what was promised to whom, and what became of it.

Calendars and policies are never changed: what is said anew is a version of its own, so that a clock that went by an
older one can still be explained.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class ClockKind(enum.StrEnum):
    """What was promised."""

    FIRST_RESPONSE = "first-response"
    NEXT_RESPONSE = "next-response"
    RESOLUTION = "resolution"


class ClockState(enum.StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    """It came to nothing: closed without an answer, merged, or found to have begun at another moment."""


class ClockEventKind(enum.StrEnum):
    """What can happen to a clock. A due time is what these say, nothing else."""

    ACTIVATE = "activate"
    APPLY_POLICY = "apply-policy"
    PAUSE = "pause"
    RESUME = "resume"
    FULFIL = "fulfil"
    CANCEL = "cancel"
    WARN = "warn"
    BREACH = "breach"


class Calendar(Base):
    """When a team works: one version."""

    __tablename__ = "calendar"
    __table_args__ = (UniqueConstraint("organization_id", "key", "version"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The week, the days that differ and the holidays, as they are written in the file."""
    created_at: Mapped[datetime]


class Policy(Base):
    """What is promised to whom: one version."""

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("organization_id", "key", "version"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    """Of those that fit a conversation the first one holds."""
    name: Mapped[str] = mapped_column(String(200))
    document: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """When it holds, what it promises and what follows, as they are written in the file."""
    created_at: Mapped[datetime]


class Clock(Base):
    """One promise to one conversation. All but its beginning is a projection of its events."""

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_conversation", "conversation_id", "id"),
        Index(
            "ix_clock_next",
            "next_at",
            "id",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    kind: Mapped[ClockKind] = mapped_column(words(ClockKind))
    state: Mapped[ClockState] = mapped_column(words(ClockState), default=ClockState.RUNNING)
    started_at: Mapped[datetime]
    """The receive time of the mail that is waited for to be answered."""
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id"))
    """None where nothing is promised (any more)."""
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendar.id"))
    """None is round the clock."""
    target_minutes: Mapped[int | None]
    due_at: Mapped[datetime | None]
    """When it is due, or was; None while it stands still before that."""
    next_at: Mapped[datetime | None]
    """When the next warning or step after a breach is due."""
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def is_running(self) -> bool:
        return self.state is ClockState.RUNNING

    @property
    def is_over(self) -> bool:
        return self.state in (ClockState.FULFILLED, ClockState.CANCELLED)


class ClockEvent(Base):
    """What happened to a clock; append-only."""

    __tablename__ = "clock_event"
    __table_args__ = (UniqueConstraint("clock_id", "step"),)

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId]
    kind: Mapped[ClockEventKind] = mapped_column(words(ClockEventKind))
    at: Mapped[datetime]
    """When it came about."""
    recorded_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(64), default="")
    step: Mapped[str | None] = mapped_column(String(80))
    """Which warning or step after a breach: each happens once to a clock."""
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id"))
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendar.id"))
    target_minutes: Mapped[int | None]
    is_from_start: Mapped[bool] = mapped_column(default=False)
    """Of a policy: whether it holds as if from the beginning, for the policy or the calendar itself was changed."""
