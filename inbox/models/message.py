"""Messages, where they were delivered, what they refer to, and what is attached."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class Direction(enum.StrEnum):
    """Towards us or from us."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Place(enum.StrEnum):
    """Where a provider keeps a message."""

    INBOX = "inbox"
    SENT = "sent"
    ARCHIVE = "archive"
    SPAM = "spam"
    TRASH = "trash"
    DRAFT = "draft"
    CHAT = "chat"


class Asks(enum.StrEnum):
    """What a message asks of us: the status of a conversation that nobody touched follows from it."""

    ANSWER = "answer"
    """It makes its conversation open."""
    ATTENTION = "attention"
    """It opens a conversation of its own, and leaves alone one that is there."""
    PATIENCE = "patience"
    """We wrote and wait."""
    NOTHING = "nothing"


class Disposition(enum.StrEnum):
    """What became of a message that the provider lists: exactly one of these."""

    CONVERSATION = "conversation"
    DUPLICATE = "duplicate-of"
    BOUNCE = "bounce-of"
    AUTOMATIC = "recorded-automatic"
    QUARANTINED = "quarantined"
    FAILED = "failed-retrying"
    IGNORED = "ignored-because"


class Message(Base):
    """One mail, inbound or outbound: one row per organization, message key and team."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("organization_id", "key", "team_id"),
        Index("ix_message_conversation", "conversation_id", "received_at", "id"),
        Index("ix_message_sender", "organization_id", "sender_address", "received_at"),
        Index(
            "ix_message_reused",
            "organization_id",
            "internet_message_id",
            sqlite_where=text("has_reused_id = 1"),
            postgresql_where=text("has_reused_id"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    key: Mapped[str] = mapped_column(String(1000))
    """The internet Message-ID, or a hash where it is missing or was used by another mail."""
    internet_message_id: Mapped[str | None] = mapped_column(String(1000))
    fingerprint: Mapped[str] = mapped_column(String(64))
    has_reused_id: Mapped[bool] = mapped_column(default=False)
    """Another mail with other content carries the same Message-ID."""
    direction: Mapped[Direction] = mapped_column(words(Direction))
    mail_class: Mapped[str] = mapped_column(String(16))
    class_header: Mapped[str] = mapped_column(String(255), default="")
    """The header that decided the class."""
    asks: Mapped[Asks] = mapped_column(words(Asks), default=Asks.ANSWER)
    sender_address: Mapped[str] = mapped_column(String(320), default="")
    sender_name: Mapped[str] = mapped_column(String(320), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The member of staff who wrote it, when known."""
    recipients: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"to": [[name, address], …], "cc": […], "reply_to": […]}"""
    people: Mapped[str] = mapped_column(default="")
    """Names and addresses of all its people, for search."""
    subject: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    visible_text: Mapped[str] = mapped_column(default="")
    folded_quote: Mapped[str] = mapped_column(default="")
    signature: Mapped[str] = mapped_column(default="")
    refuses_automatic: Mapped[bool] = mapped_column(default=False)
    """It says itself that it wants no automatic answer."""
    bounce_of_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    created_at: Mapped[datetime]


class MessageHtml(Base):
    """The HTML a mail came with, as it came; sanitised whenever it is shown."""

    __tablename__ = "message_html"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    html: Mapped[str]


class Reference(Base):
    """A Message-ID that a message refers to; kept whether or not that mail is here yet."""

    __tablename__ = "reference"
    __table_args__ = (Index("ix_reference_target", "organization_id", "target_key", "team_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """0 is tried first: In-Reply-To, then References from newest to oldest."""
    organization_id: Mapped[OrganizationId]
    team_id: Mapped[int]
    target_key: Mapped[str] = mapped_column(String(1000))


class Delivery(Base):
    """A message as one mailbox's provider lists it, and what became of it: the unit of the ledger."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "provider_id"),
        Index("ix_delivery_thread", "mailbox_id", "provider_thread_id"),
        Index(
            "ix_delivery_mirror_due",
            "mailbox_id",
            "mirror_due_at",
            sqlite_where=text("mirror_due_at IS NOT NULL"),
            postgresql_where=text("mirror_due_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    provider_id: Mapped[str] = mapped_column(String(255))
    provider_thread_id: Mapped[str] = mapped_column(String(255), default="")
    provider_version: Mapped[str] = mapped_column(String(64), default="")
    """The provider's own version of it (Gmail: historyId)."""
    labels: Mapped[list[str]] = mapped_column(default=list)
    """As last seen at the provider."""
    written_labels: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Those of them that are ours, as both sides last agreed: what differs now, somebody changed there. None: never."""
    intended_labels: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Ours that are just being put on, committed before the call: after a crash it has landed, or not."""
    mirror_due_at: Mapped[datetime | None]
    """Since when its labels are to be compared; None when both sides agree."""
    place: Mapped[Place] = mapped_column(words(Place), default=Place.INBOX)
    disposition: Mapped[Disposition] = mapped_column(words(Disposition))
    because: Mapped[str] = mapped_column(String(255), default="")
    received_at: Mapped[datetime]
    listed_at: Mapped[datetime | None]
    """When the provider's whole list last showed it: what a resync and the ledger compare."""
    deleted_at: Mapped[datetime | None]
    """Set when the provider no longer has it; the message and its conversation stay."""
    created_at: Mapped[datetime]


class KnownCopy(Base):
    """A copy of a message in somebody's own mailbox, found once by its Message-ID: the next look asks no provider."""

    __tablename__ = "known_copy"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    provider_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    organization_id: Mapped[OrganizationId]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class FailedMail(Base):
    """A mail that could not be parsed or stored, kept raw until it is."""

    __tablename__ = "failed_mail"
    __table_args__ = (Index("ix_failed_mail_due", "retry_at", sqlite_where=text("retry_at IS NOT NULL")),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[OrganizationId]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    error: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=1)
    retry_at: Mapped[datetime | None]


class Attachment(Base):
    """What is attached: facts here, the content is fetched from the provider when asked for."""

    __tablename__ = "attachment"

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    part_path: Mapped[str] = mapped_column(String(255))
    """Which MIME part of the message it is, e.g. `2.1`."""
    name: Mapped[str] = mapped_column(String(1000))
    content_type: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(32), default="file")
    content_id: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int] = mapped_column(default=0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
