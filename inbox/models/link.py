"""How conversations hang together: links, suggestions that await a person, and merges that can be undone."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class LinkKind(enum.StrEnum):
    """What one conversation is to another."""

    FOLLOWS = "follows"
    SIBLING = "sibling"
    SPLIT_FROM = "split-from"


class ConversationLink(Base):
    """`conversation` follows, is a sibling of, or was split from `other`."""

    __tablename__ = "conversation_link"
    __table_args__ = (UniqueConstraint("conversation_id", "other_id", "kind"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LinkKind] = mapped_column(words(LinkKind))
    created_at: Mapped[datetime]


class SuggestionState(enum.StrEnum):
    """Where a suggested link stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class SuggestionKind(enum.StrEnum):
    """Why a person must decide."""

    STRANGER = "stranger"
    """Its sender takes no part in the conversation that it refers to."""
    BRIDGE = "bridge"
    """It ties together two conversations that staff have both acted on."""


class SuggestedLink(Base):
    """`message` seems to belong to `target` too; a person accepts or refuses."""

    __tablename__ = "suggested_link"
    __table_args__ = (
        UniqueConstraint("message_id", "target_message_id"),
        Index("ix_suggested_link_open", "target_id", "state"),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    kind: Mapped[SuggestionKind] = mapped_column(words(SuggestionKind))
    state: Mapped[SuggestionState] = mapped_column(words(SuggestionState), default=SuggestionState.OPEN)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    """Where the message is now."""
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    target_message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Merge(Base):
    """What was moved when one conversation was merged into another, so that it can be undone."""

    __tablename__ = "merge"

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    source_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    moved: Mapped[dict[str, Any]]
    """{"messages": [ids], "newest": id, "notes": [ids], "tags": [ids], "status": what the target's was or None,
    "assignee": who got the target by it or None}"""
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
