"""Tracked conversations: one status, at most one assignee, and who takes part."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class Status(enum.StrEnum):
    """open = our turn, pending = we wait for somebody, closed = done."""

    OPEN = "open"
    PENDING = "pending"
    CLOSED = "closed"


class Priority(enum.StrEnum):
    """How much it presses."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Conversation(Base):
    """All that was said with one outside party about one thing."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_team", "team_id", "is_listed", "status", "last_message_at", "id"),
        Index("ix_conversation_assignee", "team_id", "assignee_id", "is_listed", "status", "last_message_at", "id"),
        Index(
            "ix_conversation_due",
            "team_id",
            "due_at",
            "id",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index("ix_conversation_contact", "contact_id", "last_message_at", "id"),
        Index(
            "ix_conversation_quarantine",
            "team_id",
            "last_message_at",
            "id",
            sqlite_where=text("is_quarantined = 1"),
            postgresql_where=text("is_quarantined"),
        ),
        Index(
            "ix_conversation_queued",
            "team_id",
            "queued_at",
            "id",
            sqlite_where=text("queued_at IS NOT NULL"),
            postgresql_where=text("queued_at IS NOT NULL"),
        ),
        Index(
            "ix_conversation_take_over",
            "take_over_at",
            sqlite_where=text("take_over_at IS NOT NULL"),
            postgresql_where=text("take_over_at IS NOT NULL"),
        ),
        Index(
            "ix_conversation_snoozed",
            "snoozed_until",
            sqlite_where=text("snoozed_until IS NOT NULL"),
            postgresql_where=text("snoozed_until IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    subject: Mapped[str] = mapped_column(default="")
    """Subject of its earliest message."""
    status: Mapped[Status] = mapped_column(words(Status), default=Status.OPEN)
    status_reason: Mapped[str] = mapped_column(String(64), default="")
    """Why it stands as it does when that is not plain, e.g. `not-delivered`, `keep-closed?`."""
    priority: Mapped[Priority] = mapped_column(words(Priority), default=Priority.NORMAL)
    snoozed_until: Mapped[datetime | None]
    """A property of a pending conversation."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with every recorded event: what a card saw is compared with it."""
    origin: Mapped[str] = mapped_column(String(16), default="human")
    """Class of the mail that opened it: human, automated, bulk."""
    is_quarantined: Mapped[bool] = mapped_column(default=False)
    is_listed: Mapped[bool] = mapped_column(default=True)
    """False while quarantined or merged into another: derived, for the indexes of the lists."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    has_human_act: Mapped[bool] = mapped_column(default=False)
    """Whether staff acted on it: two such conversations are never joined automatically."""
    subject_changed: Mapped[bool] = mapped_column(default=False)
    message_count: Mapped[int] = mapped_column(default=0)
    first_message_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    last_outbound_at: Mapped[datetime | None]
    preview: Mapped[str] = mapped_column(default="")
    """Gist of the newest customer message, for lists."""
    preview_from: Mapped[str] = mapped_column(String(320), default="")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime | None]
    """When the first of its running clocks is due, or was: what lists show and sort by."""
    due_kind: Mapped[str] = mapped_column(String(32), default="")
    """Which clock that is."""
    is_overdue: Mapped[bool] = mapped_column(default=False)
    """Whether a running clock was found to be past its time; what is shown compares `due_at` with the present."""
    queued_at: Mapped[datetime | None]
    """Since when it waits for somebody whom routing could give it to."""
    needs: Mapped[str] = mapped_column(default="")
    """What whoever gets it has to be able to do, while it waits."""
    take_over_at: Mapped[datetime | None]
    """When a reply to somebody on leave goes on to others."""
    rules_held_until: Mapped[datetime | None]
    """Until then rules do nothing here, or send nothing: they did too much."""
    rules_held_why: Mapped[str] = mapped_column(String(32), default="")
    """What they did too much of: see inbox/rules/brakes.py."""
    crossed_at: Mapped[datetime | None]
    """When two replies crossed each other, until somebody acts on it or the other side writes."""
    created_at: Mapped[datetime]

    @property
    def is_open(self) -> bool:
        return self.status is Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status is Status.CLOSED


class Participant(Base):
    """An address on From, To or Cc of one of a conversation's messages."""

    __tablename__ = "participant"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(String(320), primary_key=True)
