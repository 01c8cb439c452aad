"""People on the staff side: who they are, their addresses, and the identities they sign in with."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class Role(enum.StrEnum):
    """What a person may do; access rules live in inbox/access.py."""

    ADMIN = "admin"
    LEAD = "lead"
    AGENT = "agent"
    COLLABORATOR = "collaborator"


class Person(Base):
    """A member of staff."""

    __tablename__ = "person"

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(words(Role), default=Role.AGENT)
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str | None] = mapped_column(String(16))
    """None follows the mail client, then the organization."""
    time_zone: Mapped[str | None] = mapped_column(String(64))
    default_view: Mapped[str] = mapped_column(String(32), default="mine")
    signature: Mapped[str] = mapped_column(default="")
    calendar_key: Mapped[str | None] = mapped_column(String(80))
    """When they work; None is whenever the team does."""
    skills: Mapped[list[str]] = mapped_column(default=list)
    load_cap: Mapped[int | None]
    """So many open conversations and no more are given to them by routing."""
    weight: Mapped[int] = mapped_column(default=1)
    """How much they are given, compared with others."""
    is_paused: Mapped[bool] = mapped_column(default=False)
    """Whether they asked to be given nothing for a while."""
    paused_until: Mapped[datetime | None]
    """Until when; None is until they say otherwise."""
    created_at: Mapped[datetime]


class PersonAddress(Base):
    """One of a person's e-mail addresses, lower case."""

    __tablename__ = "person_address"
    __table_args__ = (UniqueConstraint("organization_id", "address"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(320), index=True)
    position: Mapped[int] = mapped_column(default=0)


class PersonIdentity(Base):
    """The identity provider's stable subject; after the first match a person is known by it, not by e-mail."""

    __tablename__ = "person_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]
