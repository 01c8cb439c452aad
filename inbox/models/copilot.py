"""What somebody asked the copilot, and what came of it: a summary, a draft, a text rewritten."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class CopilotKind(enum.StrEnum):
    """What is asked for."""

    SUMMARY = "summary"
    DRAFT = "draft"
    REWRITE = "rewrite"


class CopilotState(enum.StrEnum):
    """How far it is."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class CopilotQuestion(Base):
    """One question. It changes nothing but itself, and is forgotten after some days."""

    __tablename__ = "copilot_question"
    __table_args__ = (
        UniqueConstraint("conversation_id", "key"),
        Index(
            "ix_copilot_question_waiting",
            "taken_until",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_copilot_question_asked", "asked_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who asked."""
    kind: Mapped[CopilotKind] = mapped_column(words(CopilotKind))
    key: Mapped[str] = mapped_column(String(160))
    """What makes two questions the same: asked twice, it is answered once."""
    state: Mapped[CopilotState] = mapped_column(words(CopilotState), default=CopilotState.WAITING)
    language: Mapped[str] = mapped_column(String(16), default="")
    """That the answer is to be in."""
    manner: Mapped[str] = mapped_column(String(16), default="")
    """How a text is to be rewritten."""
    text: Mapped[str] = mapped_column(default="")
    """The text that is to be rewritten, as it was typed."""
    seen_message_id: Mapped[int] = mapped_column(default=0)
    """The newest message when it was asked, and then when somebody began to answer it."""
    seen_messages: Mapped[int] = mapped_column(default=0)
    """How many there were: merging and splitting move some."""
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of a summary {"wanted": […], "promised": […], "open": […]}, each point with text, marks, letter and its writer;
    else {"text": …, "marks": [[start, end, kind], …]}, of a draft with {"sources": [[key, name], …], "letter": …}."""
    trouble: Mapped[str] = mapped_column(String(32), default="")
    """Why there is no answer."""
    model: Mapped[str] = mapped_column(String(80), default="")
    instead_of: Mapped[str] = mapped_column(String(80), default="")
    """The model that should have answered and did not."""
    attempts: Mapped[int] = mapped_column(default=0)
    taken_until: Mapped[datetime | None]
    """A worker has it until then; after that it is given to another."""
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    @property
    def is_waiting(self) -> bool:
        """Whether there is no answer yet."""
        return self.state is CopilotState.WAITING

    @property
    def is_ready(self) -> bool:
        return self.state is CopilotState.READY
