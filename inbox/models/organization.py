"""An organization: one tenant. Every row belongs to one, and nothing crosses between them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId


class Organization(Base):
    """One tenant: a Google Workspace customer or an Entra tenant, or both."""

    __tablename__ = "organization"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    language: Mapped[str] = mapped_column(String(16), default="en")
    domains: Mapped[list[str]] = mapped_column(default=list)
    """Domains whose sign-ins belong here when one address is known in several organizations."""
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    has_insights: Mapped[bool] = mapped_column(default=False)
    """Whether moods, topics and the quality of replies are looked at over time."""
    configuration: Mapped[str] = mapped_column(default="")
    """The file that was last applied, word for word, so that it can be written back with its comments."""
    reckoned: Mapped[int | None]
    """How many conversations were reckoned anew since something else was promised; None when all are."""
    reckoned_of: Mapped[int | None]
    created_at: Mapped[datetime]


class Tenant(Base):
    """A Microsoft Entra tenant whose admin consented: who signs in there belongs to this organization and no other."""

    __tablename__ = "tenant"

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    tid: Mapped[str] = mapped_column(String(36), unique=True)
    """The tenant's own id, lower case."""
    consented_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """Since when nobody may sign in there any more; None while they may."""
