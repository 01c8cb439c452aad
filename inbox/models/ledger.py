"""The ledger: for every mailbox a chain of sealed entries, each comparing the provider's own list with what we hold."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class Outcome(enum.StrEnum):
    """What became of a message that the provider listed and we did not hold."""

    OPEN = "open"
    """Not answered yet."""
    ARRIVED = "arrived"
    """It came while the mailbox was listed; the sync that followed brought it."""
    VANISHED = "vanished"
    """The provider no longer has it."""
    OLD = "old"
    """Older than the backfill, or a chat: ignored on purpose."""
    NOTED = "noted"
    """A draft that still is one."""
    REPAIRED = "repaired"
    """It was missing; fetched and taken in."""
    REFUSED = "refused"
    """It is missing; the provider lists it but does not give it."""


class Ledger(Base):
    """The ledger of one mailbox: its sealed head, the check under way, and what the last one said of the chain."""

    __tablename__ = "ledger"

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[OrganizationId]
    number: Mapped[int] = mapped_column(default=0)
    """Of the newest entry, 0 while there is none."""
    hash: Mapped[str] = mapped_column(String(64), default="")
    """Over hash and seal of the newest entry."""
    seal: Mapped[str] = mapped_column(String(64), default="")
    """Of number and hash together, so that the newest entries cannot be taken away."""
    stand: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How far the check under way got; empty while there is none."""
    checked_at: Mapped[datetime | None]
    """When the newest check that ended began."""
    whole_at: Mapped[datetime | None]
    """When the newest check of everything since the backfill began."""
    verified_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(32), default="")
    """What was wrong with the chain when it was last verified; empty when nothing was."""
    fault_number: Mapped[int] = mapped_column(default=0)
    """The entry that the fault is about."""


class LedgerEntry(Base):
    """The result of one check. Never changed: each entry holds the hash of the one before, and is sealed by a key."""

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("mailbox_id", "number"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"))
    number: Mapped[int]
    """1, 2, 3, … in each mailbox."""
    period_from: Mapped[datetime]
    period_to: Mapped[datetime]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    listed: Mapped[int]
    """Messages that the provider listed."""
    held: Mapped[int]
    """Those of them that we hold at the end, each with its disposition."""
    dispositions: Mapped[dict[str, Any]]
    """How many of them have which."""
    arrived: Mapped[int]
    """Those that came while the mailbox was listed."""
    vanished: Mapped[int]
    """Those that the provider no longer had when asked for them."""
    deleted: Mapped[int]
    """Messages that we held and the provider no longer has; what they said is kept."""
    unlisted: Mapped[int]
    """Messages that we hold and the list did not show, although the provider has them."""
    missing: Mapped[int]
    """Those that we did not hold, for no good reason."""
    repaired: Mapped[int]
    """Those of the missing that were fetched and taken in."""
    unexplained: Mapped[int]
    """Those of the missing that could not be had: listed = held + vanished + unexplained."""
    named: Mapped[list[Any]] = mapped_column(JSON)
    """The first of the missing: {"provider_id", "message_id", "outcome"}."""
    version: Mapped[int]
    """Of the form in which the fields are hashed."""
    previous: Mapped[str] = mapped_column(String(64))
    """A hash over hash and seal of the entry before, empty for the first."""
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
    """A keyed hash of the hash: without the key ring nobody can write an entry anew."""


class LedgerDoubt(Base):
    """A message that the provider listed and we did not hold as mail; kept until the provider has answered for it."""

    __tablename__ = "ledger_doubt"

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"), primary_key=True)
    provider_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    organization_id: Mapped[OrganizationId]
    is_draft: Mapped[bool] = mapped_column(default=False)
    """Held as a draft: it is asked for because it may have become mail."""
    outcome: Mapped[Outcome] = mapped_column(words(Outcome), default=Outcome.OPEN)
    not_found: Mapped[int] = mapped_column(default=0)
    """How often the provider did not find it; once may be a moment too early."""
