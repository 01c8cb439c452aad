"""Leave: when somebody is away, who stands in for them, and what went to whom because of it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class LeaveSource(enum.StrEnum):
    """Where it was written down."""

    FILE = "file"
    PERSON = "person"
    CLI = "cli"
    MAILBOX = "mailbox"
    """The out-of-office answer that the person set up in their own mailbox."""


class Leave(Base):
    """A time in which somebody is away. It is never deleted: what was cancelled says so."""

    __tablename__ = "leave"
    __table_args__ = (
        Index("ix_leave_person", "person_id", "ends_at"),
        Index(
            "ix_leave_begins",
            "begins_at",
            sqlite_where=text("begins_at IS NOT NULL"),
            postgresql_where=text("begins_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """The first moment at which they are back."""
    note: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[LeaveSource] = mapped_column(words(LeaveSource), default=LeaveSource.PERSON)
    begins_at: Mapped[datetime | None]
    """When it is to be looked after what they leave behind; None once that is done."""
    offered_at: Mapped[datetime | None]
    """Since when somebody is asked to decide about their conversations; None when nobody is, or it is decided."""
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class HandOver(Base):
    """A conversation that went to somebody else because of a leave, so that it can be given back."""

    __tablename__ = "hand_over"

    leave_id: Mapped[int] = mapped_column(ForeignKey("leave.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None went back to the queue."""
    at: Mapped[datetime]
