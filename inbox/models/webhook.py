"""Webhooks out: other systems that are told what happened, and the log of what they were told."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class SendingState(enum.StrEnum):
    """Where a delivery to a webhook stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """Given up after the last attempt; it can be sent again from the log."""


class Webhook(Base):
    """An address outside that is told of events."""

    __tablename__ = "webhook"
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    key: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(2000))
    events: Mapped[list[str]] = mapped_column(default=list)
    """Kinds of events, or groups of them like conversation.*"""
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: what its messages are signed with."""
    secret_source: Mapped[str] = mapped_column(String(1000), default="")
    """The file that the configuration names; empty: we made the secret."""
    is_paused: Mapped[bool] = mapped_column(default=False)
    """The file says so; nothing is kept for it meanwhile."""
    try_at: Mapped[datetime | None]
    """Until then it is left alone: it does not answer, or asked for patience."""
    failures: Mapped[int] = mapped_column(default=0)
    """In a row."""
    failing_since: Mapped[datetime | None]
    """Since when no delivery succeeded; None when the last one did."""
    disabled_at: Mapped[datetime | None]
    """When it was given up after failing for days; deliveries wait until somebody enables it."""
    disabled_reason: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]


class WebhookDelivery(Base):
    """One message to a webhook, with what came of the last attempt. Kept for some days, to look at and to repeat."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "message_id"),
        Index(
            "ix_webhook_delivery_due",
            "webhook_id",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_webhook_delivery_log", "webhook_id", "id"),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(String(64))
    """What receivers tell repetitions by: the same for every attempt and every replay."""
    kind: Mapped[str] = mapped_column(String(80))
    payload: Mapped[str]
    """JSON, word for word as it is signed; never text of a mail."""
    state: Mapped[SendingState] = mapped_column(words(SendingState), default=SendingState.WAITING)
    due_at: Mapped[datetime]
    claim: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    """What the receiver answered last; None when it did not answer."""
    detail: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
