"""Our labels in a mailbox, known by the provider's id: names change, and people rename them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, OrganizationId


class MailboxLabel(Base):
    """What a label of a mailbox stands for. One that was deleted there has no row any more."""

    __tablename__ = "mailbox_label"
    __table_args__ = (UniqueConstraint("mailbox_id", "provider_label_id"),)

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """status:open, assignee:12, urgent, tag:5"""
    organization_id: Mapped[OrganizationId]
    provider_label_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))
    """As we last gave or found it."""
