"""Models that run elsewhere: where they are reached, what they cost, and how long one is left alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId


class ModelServer(Base):
    """A model that an organization's file names. Nothing goes there before a mailbox names it, too."""

    __tablename__ = "model_server"
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(32))
    """How it is spoken to: a name in the register of models."""
    base_url: Mapped[str] = mapped_column(String(2000))
    name: Mapped[str] = mapped_column(String(200))
    """Of the model, as the server knows it."""
    form: Mapped[str] = mapped_column(String(16), default="schema")
    """How it is made to answer in a form that can be read: schema, tool or prompt."""
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed: the key that the server wants; None: it wants none."""
    secret_source: Mapped[str] = mapped_column(String(1000), default="")
    """The file that the configuration names."""
    timeout: Mapped[float] = mapped_column(default=20.0)
    """Seconds for one answer."""
    price_in: Mapped[float] = mapped_column(default=0.0)
    """For a million tokens, in the currency of the budget."""
    price_out: Mapped[float] = mapped_column(default=0.0)
    daily_budget: Mapped[float | None]
    """None: no limit."""
    rests_until: Mapped[datetime | None]
    """It asked for patience, or somebody is trying just now whether it is back."""
    changed_at: Mapped[datetime]
    """When the file last said something new of it; what failed before counts no more."""
