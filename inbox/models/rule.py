"""Rules: what is done by itself when something happens, what each of them decided, and for when one waits.

Rules are never changed: what is said anew is a version of its own, so that what an older one did can be explained.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class RuleOutcome(enum.StrEnum):
    """What came of looking at a rule."""

    DONE = "done"
    NO_MATCH = "no-match"
    STOPPED = "stopped"
    """A rule before it said that none after it is looked at."""
    TOO_SLOW = "too-slow"
    """One of its patterns took too long on this mail."""
    HELD = "held"
    """Rules did so much on this conversation that they are held back for a while."""


class Rule(Base):
    """When, if, then: one version."""

    __tablename__ = "rule"
    __table_args__ = (UniqueConstraint("organization_id", "key", "version"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    """They are looked at in this order."""
    name: Mapped[str] = mapped_column(String(200))
    document: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """When, if, then and the rest, as they are written in the file."""
    created_at: Mapped[datetime]


class RuleRun(Base):
    """That a rule was looked at because something happened, what it decided and why; kept for some weeks."""

    __tablename__ = "rule_run"
    __table_args__ = (
        UniqueConstraint("conversation_id", "occasion", "rule_key"),
        Index("ix_rule_run_conversation", "conversation_id", "at", "id"),
        Index("ix_rule_run_rule", "organization_id", "rule_key", "at", "id"),
        Index("ix_rule_run_at", "at"),
        Index(
            "ix_rule_run_done",
            "conversation_id",
            "at",
            sqlite_where=text("outcome = 'done'"),
            postgresql_where=text("outcome = 'done'"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    rule_id: Mapped[int] = mapped_column(ForeignKey("rule.id", ondelete="CASCADE"))
    rule_key: Mapped[str] = mapped_column(String(80))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    occasion: Mapped[str] = mapped_column(String(80))
    """The event, or the time that was waited for: of each conversation, occasion and rule there is one run."""
    event_id: Mapped[int | None]
    at: Mapped[datetime]
    outcome: Mapped[RuleOutcome] = mapped_column(words(RuleOutcome))
    why: Mapped[list[str]] = mapped_column(default=list)
    """The conditions that decided, in the words of the file; never text of a mail."""
    did: Mapped[list[str]] = mapped_column(default=list)
    """Each action, and why it was not done where it was not."""


class RuleWait(Base):
    """That a rule waits on a conversation for some time to pass since something."""

    __tablename__ = "rule_wait"
    __table_args__ = (
        Index(
            "ix_rule_wait_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    rule_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """Which of the rule's occasions."""
    organization_id: Mapped[OrganizationId]
    since: Mapped[datetime]
    """From when the time counts."""
    due_at: Mapped[datetime | None]
    """None once it came, or had passed before anybody waited for it."""
