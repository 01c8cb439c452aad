"""Shared mailboxes at a provider: where sync stands, who holds the lease, what woke it."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.models.base import Base, Id, OrganizationId, words

PUSHES_MAY_BE_LATE = timedelta(minutes=2)
"""Only then does a push that did not come count as missing."""


class MailboxState(enum.StrEnum):
    """Where a mailbox stands with its provider."""

    NEW = "new"
    BACKFILL = "backfill"
    LIVE = "live"
    RESYNC = "resync"
    DISCONNECTED = "disconnected"
    PAUSED = "paused"


class Mailbox(Base):
    """A shared address. Holds the sync cursor, the watch and the sealed credential."""

    __tablename__ = "mailbox"
    __table_args__ = (UniqueConstraint("organization_id", "address"),)

    id: Mapped[Id]
    organization_id: Mapped[OrganizationId]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    address: Mapped[str] = mapped_column(String(320), index=True)
    name: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(32))
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    groups: Mapped[list[str]] = mapped_column(default=list)
    """List-Ids and addresses of the mailbox's own groups; their list headers decide nothing."""
    skills: Mapped[list[str]] = mapped_column(default=list)
    """What whoever is given one of its conversations has to be able to do."""
    credential: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed by inbox/secrets.py with the row's identity as associated data."""
    credential_source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Its kind and the file it came from; never the secret."""
    state: Mapped[MailboxState] = mapped_column(words(MailboxState), default=MailboxState.NEW)
    state_reason: Mapped[str] = mapped_column(default="")
    """What an admin should do next, when the state is not a healthy one."""
    cursor: Mapped[str | None] = mapped_column(Text)
    """The provider's own change cursor; only its provider reads it."""
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of a backfill or resync: pinned cursor, page, counts; what lets it resume."""
    watch_expires_at: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]
    unannounced_at: Mapped[datetime | None]
    """Since when mail is found that no push told of."""
    synced_at: Mapped[datetime | None]
    try_at: Mapped[datetime | None]
    """The provider is left alone until then: it asked for patience, or access was lost."""
    failures: Mapped[int] = mapped_column(default=0)
    """Syncs in a row that ended without success."""
    absences_refused_at: Mapped[datetime | None]
    """Since when it is known that its credential may not read the out-of-office answers of the staff."""
    labels_due_at: Mapped[datetime | None]
    """Since when the names of its labels are to be compared with what they stand for."""
    created_at: Mapped[datetime]

    def misses_pushes(self, now: datetime) -> bool:
        """Whether pushes stay away: it has a watch, yet mail was found only by asking, and no push came late either."""
        return self.unannounced_at is not None and now - self.unannounced_at > PUSHES_MAY_BE_LATE

    @property
    def read_so_far(self) -> float:
        """How much of the first reading is done, from 0 to 1; a mailbox that is read or disconnected counts as 1."""
        if self.state not in (MailboxState.NEW, MailboxState.BACKFILL):
            return 1.0
        done, total = int(self.progress.get("done", 0)), int(self.progress.get("total", 0))
        return min(done / max(total, 1), 0.99)


class Lease(Base):
    """Who may write what was read from a mailbox. The token grows with every taking and fences late writers."""

    __tablename__ = "lease"

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime | None]


class Wakeup(Base):
    """A hint that a mailbox changed, kept until a sync has looked."""

    __tablename__ = "wakeup"

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id", ondelete="CASCADE"), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    """Grows with every hint; a sync that saw `count` before reading may clear no more than that."""
    seen: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
