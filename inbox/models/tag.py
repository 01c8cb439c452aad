"""Tags, categories and templates: the words an organization sorts and answers with."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId


class Tag(Base):
    """A free label; any number on a conversation."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    name: Mapped[str] = mapped_column(String(80))
    color: Mapped[str] = mapped_column(String(16), default="")
    show_in_mailbox: Mapped[bool] = mapped_column(default=False)
    skills: Mapped[list[str]] = mapped_column(default=list)
    """What whoever is given such a conversation has to be able to do."""


class ConversationTag(Base):
    """A tag on a conversation."""

    __tablename__ = "conversation_tag"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True)


class Category(Base):
    """What a conversation is about; at most one."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(default="")
    examples: Mapped[list[str]] = mapped_column(default=list)
    skills: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)


class Template(Base):
    """A prepared text with {{variables}}."""

    __tablename__ = "template"
    __table_args__ = (UniqueConstraint("organization_id", "key", "language"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    """None serves every team."""
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(16), default="en")
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
