"""The knowledge base: articles with all their versions, their passages, and what they are offered for."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class Audience(enum.StrEnum):
    """Who may read an article."""

    STAFF = "staff-only"
    PUBLIC = "public"
    """It may be told to patients: passages of it can be put into replies."""


class Article(Base):
    """What the organization knows about one thing, as it stands now; earlier wordings are its versions."""

    __tablename__ = "article"
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    key: Mapped[str] = mapped_column(String(80))
    """The name of its file when articles are taken out and in."""
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    """Markdown."""
    language: Mapped[str] = mapped_column(String(16))
    audience: Mapped[Audience] = mapped_column(words(Audience), default=Audience.STAFF)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who sees to it that it stays true."""
    review_on: Mapped[date | None]
    """From that day on somebody has to look whether it is still true."""
    version: Mapped[int] = mapped_column(default=1)
    """The number of the version that holds."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    """Since then it is neither found nor offered."""


class ArticleTeam(Base):
    """A team that an article is for; an article without any is for all."""

    __tablename__ = "article_team"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)


class ArticleVersion(Base):
    """A wording of an article. Versions are added, never changed."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str]
    why: Mapped[str] = mapped_column(String(255), default="")
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None: the command line."""


class ArticlePassage(Base):
    """A part of an article as it is found and quoted: plain text, short enough to be read at a glance."""

    __tablename__ = "article_passage"
    __table_args__ = (
        UniqueConstraint("article_id", "position"),
        Index("ix_article_passage_organization", "organization_id", "article_id"),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str]
    words: Mapped[str]
    """Title, heading and text as the search compares them, each word with a blank before it."""
    length: Mapped[int]
    """In words."""
    embedding: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What it means, as half floats; None until a worker has computed it."""
    model: Mapped[str] = mapped_column(String(120), default="")
    """Which model computed that: meanings of two models cannot be compared."""


class ArticleSuggestion(Base):
    """An article that may help with a conversation."""

    __tablename__ = "article_suggestion"
    __table_args__ = (
        UniqueConstraint("conversation_id", "article_id"),
        Index("ix_article_suggestion_article", "article_id"),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    passage_id: Mapped[int | None] = mapped_column(ForeignKey("article_passage.id", ondelete="SET NULL"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    """The mail that it was found for."""
    score: Mapped[float]
    words: Mapped[str] = mapped_column(String(255), default="")
    """Words of the mail that led there."""
    at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    """Somebody said that it does not help here."""
    dismissed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ArticleQuery(Base):
    """What somebody looked for, so that a worker computes what it means; kept without its words."""

    __tablename__ = "article_query"
    __table_args__ = (UniqueConstraint("organization_id", "digest"), Index("ix_article_query_at", "at"))

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(500), default="")
    """Empty as soon as its meaning is known."""
    embedding: Mapped[bytes | None] = mapped_column(LargeBinary)
    model: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime]
