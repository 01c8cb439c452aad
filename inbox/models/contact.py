"""Contacts: patients and other outside people, with the identities they write from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId


class Contact(Base):
    """An outside person. Two contacts are never merged automatically."""

    __tablename__ = "contact"

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]


class ContactIdentity(Base):
    """An address, phone number, chat id or record number of a contact."""

    __tablename__ = "contact_identity"
    __table_args__ = (UniqueConstraint("organization_id", "kind", "value"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16), default="email")
    value: Mapped[str] = mapped_column(String(320))
