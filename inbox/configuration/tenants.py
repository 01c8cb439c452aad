"""The file's Microsoft Entra tenants: whose people may sign in. One that is no longer named may not, from then on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.configuration.changes import Changes, How
from inbox.errors import InboxError
from inbox.events import Actor
from inbox.models import Organization, Tenant


class TenantTaken(InboxError):
    """The tenant's people belong to another organization."""


def apply(session: Session, organization: Organization, tids: Sequence[str], changes: Changes, *, by: Actor) -> None:
    """Let the people of these tenants in, and those of no other."""
    for tid in dict.fromkeys(tids):
        _let_in(session, organization, tid, changes, by=by)
    query = select(Tenant).where(Tenant.organization_id == organization.id, Tenant.withdrawn_at.is_(None))
    for row in session.scalars(query.order_by(Tenant.id)):
        if row.tid not in tids:
            row.withdrawn_at = by.now
            changes.note(How.REMOVED, f"tenant {row.tid}", "nobody signs in there any more")


def consented(session: Session, organization: Organization) -> list[str]:
    """The ids of the tenants whose people may sign in, in the order in which they came."""
    query = select(Tenant.tid).where(Tenant.organization_id == organization.id, Tenant.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(Tenant.id)))


def _let_in(session: Session, organization: Organization, tid: str, changes: Changes, *, by: Actor) -> None:
    row = session.scalars(select(Tenant).where(Tenant.tid == tid)).one_or_none()
    if row is None:
        session.add(Tenant(organization_id=organization.id, tid=tid, consented_at=by.now))
        changes.note(How.ADDED, f"tenant {tid}")
        return
    if row.organization_id != organization.id and row.withdrawn_at is None:
        raise TenantTaken("tenant %(tid)s belongs to another organization of this installation", tid=tid)
    if row.withdrawn_at is not None:
        row.organization_id, row.consented_at, row.withdrawn_at = organization.id, by.now, None
        changes.note(How.ADDED, f"tenant {tid}", "its people may sign in again")
