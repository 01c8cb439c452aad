"""What a model found in a mail, what staff made of it, and what is learnt from that."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words
from inbox.models.conversation import Priority


class FindingState(enum.StrEnum):
    """What became of the category that was suggested."""

    NONE = "none"
    """Nothing was suggested."""
    SUGGESTED = "suggested"
    APPLIED = "applied"
    """It was sure enough to be set by itself."""
    ACCEPTED = "accepted"
    CHANGED = "changed"
    """Somebody chose another category."""
    REFUSED = "refused"
    UNDONE = "undone"
    PASSED = "passed"
    """Something newer, or another decision, made it pointless."""


class Finding(Base):
    """What a model found in one inbound mail."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_finding_conversation", "conversation_id", "received_at", "id"),
        Index("ix_finding_found", "organization_id", "found_at", "id"),
        Index(
            "ix_finding_sign",
            "conversation_id",
            sqlite_where=text("sign != '' AND heeded_at IS NULL"),
            postgresql_where=text("sign != '' AND heeded_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    state: Mapped[FindingState] = mapped_column(words(FindingState), default=FindingState.NONE)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="SET NULL"))
    """The suggested one; None: none of these."""
    category_before_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="SET NULL"))
    """What stood there before it was set by itself."""
    confidence: Mapped[float] = mapped_column(default=0.0)
    none_of_these: Mapped[float] = mapped_column(default=0.0)
    why: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"words": […], "examples": […]}: what made the model think so."""
    priority: Mapped[Priority] = mapped_column(words(Priority), default=Priority.NORMAL)
    priority_before: Mapped[Priority | None] = mapped_column(words(Priority))
    """What stood there before it was raised by itself."""
    language: Mapped[str] = mapped_column(String(16), default="")
    sentiment: Mapped[float] = mapped_column(default=0.0)
    """From -1, desperate or furious, to 1, delighted."""
    urgent: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Kinds of urgent signs, each with the passages: {"chest-pain": ["pressure on my chest"]}."""
    sign: Mapped[str] = mapped_column(String(32), default="")
    """The first of these kinds, for lists; empty where there is none."""
    heeded_at: Mapped[datetime | None]
    """Since when its urgent signs need nobody any more: somebody answered, closed it, or said that they are none."""
    private: Mapped[list[str]] = mapped_column(default=list)
    is_thanks: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"questions": […], "dates": […], "numbers": […]}, as they stand in the mail."""
    model: Mapped[str] = mapped_column(String(80))
    instead_of: Mapped[str] = mapped_column(String(80), default="")
    """The model that should have answered and did not."""
    trained_version: Mapped[int | None]
    """Of the organization's classifier."""
    received_at: Mapped[datetime]
    """When the mail came."""
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class TriageWait(Base):
    """A mail that no model has read yet; gone as soon as one has."""

    __tablename__ = "triage_wait"
    __table_args__ = (Index("ix_triage_wait_next", "is_fresh", "received_at", "message_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[OrganizationId]
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"))
    is_fresh: Mapped[bool] = mapped_column(default=False)
    """Fresh mail is read first, the rest with whatever time is left."""
    received_at: Mapped[datetime]
    taken_until: Mapped[datetime | None]
    """A worker has it until then; after that it is given to another."""
    failures: Mapped[int] = mapped_column(default=0)


class TrainingExample(Base):
    """A mail of which staff said what it is about: what the organization's own classifier learns from."""

    __tablename__ = "training_example"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_training_example_organization", "organization_id", "id"),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    """None: none of these."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    learnt_at: Mapped[datetime]


class Classifier(Base):
    """A version of what was learnt for an organization. Versions are kept, and an earlier one can be made current."""

    __tablename__ = "classifier"
    __table_args__ = (
        UniqueConstraint("organization_id", "version"),
        Index(
            "ix_classifier_current",
            "organization_id",
            unique=True,
            sqlite_where=text("is_current = 1"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    version: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=False)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    examples: Mapped[int]
    """How many it learnt from."""
    measured: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How it did on examples that it was not shown: {"accuracy": …, "macro_f1": …}."""
    trained_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who asked for it, or made it current again; None: the job."""


class ModelCall(Base):
    """That a model was asked: what it took and how it ended, never what was said."""

    __tablename__ = "model_call"
    __table_args__ = (
        Index("ix_model_call_model", "organization_id", "model", "at", "id"),
        Index("ix_model_call_at", "at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    mailbox_id: Mapped[int | None] = mapped_column(ForeignKey("mailbox.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who asked; None: triage and other jobs."""
    model: Mapped[str] = mapped_column(String(80))
    question: Mapped[str] = mapped_column(String(32))
    """triage, summarise, draft-reply, rewrite."""
    outcome: Mapped[str] = mapped_column(String(32))
    """answered, down, nonsense, over-budget, resting, keyless."""
    seconds: Mapped[float] = mapped_column(default=0.0)
    tokens_in: Mapped[int] = mapped_column(default=0)
    tokens_out: Mapped[int] = mapped_column(default=0)
    cost: Mapped[float] = mapped_column(default=0.0)
    redacted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many passages of each kind were taken out before it left."""
    at: Mapped[datetime]
