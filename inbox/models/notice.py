"""Notices: what people are told, on which ways it reaches them, and what each of them chose."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class Notice(enum.StrEnum):
    """What people are told of. Each has a sentence in cards/notice_words.py."""

    MENTIONED = "mentioned"
    ASSIGNED = "assigned"
    """By somebody else."""
    ROUTED = "routed"
    """Assigned by routing, a rule or a hand-over of the system."""
    REPLY_FAILED = "reply-failed"
    NOT_DELIVERED = "not-delivered"
    REPLIES_CROSSED = "replies-crossed"
    SLA_WARNING = "sla-warning"
    SLA_BREACH = "sla-breach"
    NO_ELIGIBLE_AGENT = "no-eligible-agent"
    LEAVE_BEGAN = "leave-began"
    """Of somebody whom one stands in for, or leads; their conversations wait for a decision."""
    ABSENCES_UNREADABLE = "absences-unreadable"
    RULE = "rule"
    """A rule says so; `rule` names it."""
    RULES_HELD = "rules-held"
    """Rules did so much in a conversation that they are held back there."""
    MAILBOX_TROUBLE = "mailbox-trouble"
    LEDGER_ALARM = "ledger-alarm"
    WEBHOOK_DISABLED = "webhook-disabled"
    MODEL_RESTS = "model-rests"
    """It failed so often that it is left alone; the local one stands in."""
    MODEL_OVER_BUDGET = "model-over-budget"
    MAIL_BRAKED = "mail-braked"
    """So many notices by mail that they are held back for a while."""
    MAIL_BLOCKED = "mail-blocked"
    """Somebody's mail server takes none of our notices."""


class Channel(enum.StrEnum):
    """A way on which a notice leaves the house; the list on the cards needs none."""

    EMAIL = "email"
    GOOGLE_CHAT = "google-chat"
    TEAMS = "teams"


class PostingState(enum.StrEnum):
    """Where a notice on its way stands."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """It will never be taken, as far as anybody can tell."""
    DROPPED = "dropped"
    """It was read on the cards, or not wanted any more, before it went."""


class Notification(Base):
    """Something that one person is told: a line of their list."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("person_id", "dedupe_key"),
        Index("ix_notification_person", "person_id", "at", "id"),
        Index(
            "ix_notification_unread",
            "person_id",
            "at",
            "id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[Notice] = mapped_column(words(Notice))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who did what it tells of."""
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What its sentence needs: ids, names and times; never text of a mail."""
    dedupe_key: Mapped[str] = mapped_column(String(255))
    read_at: Mapped[datetime | None]


class TeamChannel(Base):
    """An incoming webhook of Google Chat or Microsoft Teams where a team is told things."""

    __tablename__ = "team_channel"
    __table_args__ = (UniqueConstraint("team_id", "key"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    channel: Mapped[Channel] = mapped_column(words(Channel))
    address: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: whoever knows it can post."""
    address_source: Mapped[str] = mapped_column(String(1000), default="")
    """The file that the configuration names."""
    notices: Mapped[list[str]] = mapped_column(default=list)
    """The kinds that go there."""
    trouble: Mapped[str] = mapped_column(String(255), default="")
    """Why the last posting was refused."""


class Posting(Base):
    """A notice on its way out: by mail to a person, or into a team's channel."""

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("organization_id", "dedupe_key"),
        Index(
            "ix_posting_due",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_posting_sent", "person_id", "sent_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    channel: Mapped[Channel] = mapped_column(words(Channel))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    notification_id: Mapped[int | None] = mapped_column(ForeignKey("notification.id", ondelete="CASCADE"), index=True)
    team_channel_id: Mapped[int | None] = mapped_column(ForeignKey("team_channel.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Notice] = mapped_column(words(Notice))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    dedupe_key: Mapped[str] = mapped_column(String(255))
    is_digest: Mapped[bool] = mapped_column(default=False)
    """Whether it waits for the mail that comes once a day."""
    state: Mapped[PostingState] = mapped_column(words(PostingState), default=PostingState.WAITING)
    due_at: Mapped[datetime]
    """When it goes out, or is tried again; of one that is being sent, when the claim on it runs out."""
    claim: Mapped[int] = mapped_column(default=0)
    """Grows with every claim: whoever lost theirs can no longer write."""
    attempts: Mapped[int] = mapped_column(default=0)
    detail: Mapped[str] = mapped_column(String(255), default="")
    sent_at: Mapped[datetime | None]


class NoticeSettings(Base):
    """What a person chose about notices; whoever has no row has the defaults."""

    __tablename__ = "notice_settings"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[OrganizationId]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By kind, where it differs from the default."""
    quiet_from: Mapped[int | None]
    """Minute of the local day from which no mail comes; None: it comes at any hour."""
    quiet_until: Mapped[int | None]
    digest_at: Mapped[int]
    """Minute of the local day at which the daily mail comes."""
    mail_blocked_until: Mapped[datetime | None]
    """Their mail server refuses our mail: until then none is sent."""
