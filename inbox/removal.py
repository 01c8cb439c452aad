"""An organization that leaves: its rows are deleted, all of them, and nobody else's."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlalchemy.orm import Session

from inbox.models import Base, Mailbox, MailboxState, Organization

_OWNER = "organization_id"


def give_up(mailbox: Mailbox, *, reason: str) -> None:
    """Keep a mailbox's mail, but nothing that opens it any more: no job asks its provider from now on."""
    mailbox.credential, mailbox.credential_source = None, {}
    mailbox.state, mailbox.state_reason = MailboxState.DISCONNECTED, reason
    mailbox.watch_expires_at = None


def remove(session: Session, organization: Organization) -> int:
    """Delete an organization and everything that belongs to it; how many rows that were."""
    gone = 0
    for table in reversed(Base.metadata.sorted_tables):
        if table.name != Organization.__tablename__:
            gone += session.execute(delete(table).where(_within(table, organization.id))).rowcount  # type: ignore[attr-defined]
    session.execute(delete(Organization).where(Organization.id == organization.id))
    return gone + 1


def _within(table: Table, organization_id: int) -> ColumnElement[bool]:
    """Which rows of a table belong to an organization: itself says it, or what they hang on."""
    if _OWNER in table.c:
        return table.c[_OWNER] == organization_id
    parents = [(column, key.column) for column in table.c for key in column.foreign_keys]
    return or_(*(column.in_(select(of).where(_within(of.table, organization_id))) for column, of in parents))
