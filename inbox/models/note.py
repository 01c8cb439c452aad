"""Internal notes: never sent outside; mentions notify; earlier wordings are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId


class Note(Base):
    """Plain text that staff leave on a conversation."""

    __tablename__ = "note"

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None: a rule left it."""
    rule: Mapped[str] = mapped_column(String(200), default="")
    """The name of that rule."""
    text: Mapped[str]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class NoteVersion(Base):
    """How a note read before it was edited or deleted."""

    __tablename__ = "note_version"

    id: Mapped[Id]
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    replaced_at: Mapped[datetime]


class Mention(Base):
    """A person or a team named in a note with @."""

    __tablename__ = "mention"

    id: Mapped[Id]
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
