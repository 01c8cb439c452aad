"""Events: append-only; at once the timeline, the audit log, the source of the analytics and the outbox."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words


class Door(enum.StrEnum):
    """Through which door somebody came to do something."""

    GMAIL = "gmail-card"
    OUTLOOK = "outlook-pane"
    WEB = "web"
    NATIVE = "native"
    """In the mail client itself: mail that came or was sent there."""
    LABEL = "native-label"
    API = "api"
    CLI = "cli"
    RULE = "rule"
    AI = "ai"
    SYSTEM = "system"


class EventKind(enum.StrEnum):
    """What can happen. Each has a sentence in cards/sentences.py."""

    CREATED = "created"
    RECEIVED = "received"
    SENT = "sent"
    RECORDED = "recorded"
    BOUNCED = "bounced"
    ALSO_RECEIVED = "also-received"
    OPENED = "opened"
    PENDING = "pending"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    WOKE = "woke"
    KEEP_CLOSED_SUGGESTED = "keep-closed-suggested"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    NOT_ROUTED = "not-routed"
    """Routing found nobody to give it to."""
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    CATEGORIZED = "categorized"
    PRIORITIZED = "prioritized"
    TRIAGED = "triaged"
    """A model read a mail."""
    SUGGESTION_REFUSED = "suggestion-refused"
    SUGGESTION_UNDONE = "suggestion-undone"
    """Somebody took back what they decided about a suggestion."""
    CLASSIFIER_CHOSEN = "classifier-chosen"
    """Somebody put another version of what was learnt into use."""
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    """A step was taken because a promise was not kept."""
    RULE_ASKED = "rule-asked"
    """A rule wants something that others do: an answer sent, a notice, a webhook, routing."""
    RULES_HELD = "rules-held"
    """Rules did so much that they are held back for a while."""
    LABELLED = "labelled"
    """Somebody put one of our labels on in the mail client, or took one off."""
    NOTE_ADDED = "note-added"
    NOTE_EDITED = "note-edited"
    NOTE_DELETED = "note-deleted"
    LINK_SUGGESTED = "link-suggested"
    LINK_ACCEPTED = "link-accepted"
    LINK_REFUSED = "link-refused"
    JOINED = "joined"
    """Mail that came late showed that two conversations are one."""
    MERGED = "merged"
    UNMERGED = "unmerged"
    SPLIT = "split"
    QUARANTINED = "quarantined"
    RELEASED = "released"
    MAIL_FAILED = "mail-failed"
    MAIL_REPROCESSED = "mail-reprocessed"
    MAIL_DELETED = "mail-deleted"
    TRACKED = "tracked"
    REPLY_UNDONE = "reply-undone"
    REPLY_FAILED = "reply-failed"
    REPLIES_CROSSED = "replies-crossed"
    """Two people answered the same turn."""
    MAILBOX_CHANGED = "mailbox-changed"
    CONFIGURED = "configured"
    ACCESS_REFUSED = "access-refused"
    ACCESS_GRANTED = "access-granted"
    SETTINGS_CHANGED = "settings-changed"
    MAIL_BRAKED = "mail-braked"
    """So many notices went to somebody by mail that the next ones wait."""
    AVAILABILITY_CHANGED = "availability-changed"
    """Somebody paused, came back, or changed when they work or are on leave."""
    LEAVE_BEGAN = "leave-began"
    ABSENCES_UNREADABLE = "absences-unreadable"
    """A mailbox's credential may not read the out-of-office answers of the staff."""
    HANDED_OVER = "handed-over"
    """Somebody decided about the conversations of a person on leave."""
    LEDGER_ALARM = "ledger-alarm"
    LEDGER_REPAIRED = "ledger-repaired"
    ARTICLE_WRITTEN = "article-written"
    ARTICLE_CHANGED = "article-changed"
    ARTICLE_RESTORED = "article-restored"
    """An earlier version holds again."""
    ARTICLE_PUBLISHED = "article-published"
    ARTICLE_UNPUBLISHED = "article-unpublished"
    ARTICLE_ARCHIVED = "article-archived"
    ARTICLE_UNARCHIVED = "article-unarchived"
    ARTICLE_REVIEWED = "article-reviewed"
    """Somebody looked whether it is still true."""


class Event(Base):
    """Who did what, when, through which door, and why."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("organization_id", "dedupe_key"),
        Index("ix_event_conversation", "conversation_id", "at", "id"),
        Index(
            "ix_event_unrelayed",
            "organization_id",
            "id",
            sqlite_where=text("relayed_at IS NULL"),
            postgresql_where=text("relayed_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    mailbox_id: Mapped[int | None] = mapped_column(ForeignKey("mailbox.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    kind: Mapped[EventKind] = mapped_column(words(EventKind))
    at: Mapped[datetime]
    """When it happened: of mail the provider's receive time, else the time of recording."""
    recorded_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    door: Mapped[Door] = mapped_column(words(Door))
    reason: Mapped[str] = mapped_column(String(255), default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"old": …, "new": …} and what the sentence needs; never text of a mail."""
    dedupe_key: Mapped[str | None] = mapped_column(String(255))
    relayed_at: Mapped[datetime | None]
    """When it was handed to the reactions; None is the outbox."""


class Click(Base):
    """A button press that was carried out: the same press sent twice is done once."""

    __tablename__ = "click"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    organization_id: Mapped[OrganizationId]
    at: Mapped[datetime] = mapped_column(index=True)
