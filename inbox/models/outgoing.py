"""Replies on their way out: the intent is written down with our own Message-ID before anything is sent."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words
from inbox.models.event import Door


class ReplyKind(enum.StrEnum):
    """To whom a reply goes."""

    REPLY = "reply"
    REPLY_ALL = "reply-all"


class Then(enum.StrEnum):
    """What becomes of the conversation once the reply is sent."""

    NONE = "none"
    PENDING = "pending"
    CLOSED = "closed"


class OutgoingState(enum.StrEnum):
    """Where a reply stands."""

    WAITING = "waiting"
    """Nobody has tried to send it; its sender may still take it back."""
    SENDING = "sending"
    """Somebody has begun: whether it went out is known only when that is recorded, or looked up."""
    SENT = "sent"
    UNDONE = "undone"
    """Taken back, or written anew after it had failed."""
    FAILED = "failed"
    """The provider will never take it; it did not go out."""


class Trouble(enum.StrEnum):
    """Why a reply was not sent."""

    ACCESS_LOST = "access-lost"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    """Not yet: the provider does not answer, or asks for patience."""


class Outgoing(Base):
    """One reply. Its text is kept until it comes back as a message of its conversation."""

    __tablename__ = "outgoing"
    __table_args__ = (
        Index("ix_outgoing_conversation", "conversation_id", "state"),
        Index(
            "ix_outgoing_automatic",
            "organization_id",
            "automatic_to",
            "created_at",
            sqlite_where=text("automatic_to <> ''"),
            postgresql_where=text("automatic_to <> ''"),
        ),
        Index(
            "ix_outgoing_due",
            "send_at",
            sqlite_where=text("state IN ('waiting', 'sending')"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None: a rule sends it."""
    rule: Mapped[str] = mapped_column(String(200), default="")
    """The name of that rule."""
    automatic_to: Mapped[str] = mapped_column(String(320), default="")
    """Of an automatic answer, the address that it goes to; empty where a person wrote it."""
    door: Mapped[Door] = mapped_column(words(Door))
    parent_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    """The message that it answers."""
    internet_message_id: Mapped[str] = mapped_column(String(255), unique=True)
    """Our own, with the keyed hash."""
    kind: Mapped[ReplyKind] = mapped_column(words(ReplyKind))
    recipients: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"to": [[name, address], …], "cc": […]}"""
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    in_reply_to: Mapped[str] = mapped_column(String(1000), default="")
    references: Mapped[list[str]] = mapped_column(default=list)
    provider_thread_id: Mapped[str] = mapped_column(String(255), default="")
    seen_message_id: Mapped[int] = mapped_column(default=0)
    """The newest message that its sender had before them when they sent it; `seen_note_id` likewise."""
    seen_note_id: Mapped[int] = mapped_column(default=0)
    seen_outgoing_id: Mapped[int] = mapped_column(default=0)
    """The newest reply on its way that they were told of."""
    then: Mapped[Then] = mapped_column(words(Then), default=Then.NONE)
    state: Mapped[OutgoingState] = mapped_column(words(OutgoingState), default=OutgoingState.WAITING)
    send_at: Mapped[datetime]
    """When it goes out, or is tried again; of one that is being sent, when the claim on it runs out."""
    claim: Mapped[int] = mapped_column(default=0)
    """Grows with every claim: whoever lost theirs can no longer write."""
    is_doubtful: Mapped[bool] = mapped_column(default=False)
    """It may have gone out already, so the provider is asked before it is sent again."""
    attempts: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[Trouble | None] = mapped_column(words(Trouble))
    """Why it was not sent, or not yet."""
    detail: Mapped[str] = mapped_column(String(255), default="")
    """The provider's own words, for whoever looks into it."""
    provider_id: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
