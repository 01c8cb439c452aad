"""Which organization a Microsoft Entra tenant belongs to: the database decides, never a token."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Tenant


def organization_of(session: Session, tid: str) -> int | None:
    """The organization of a tenant whose consent stands; None for all others."""
    return session.scalar(select(Tenant.organization_id).where(Tenant.tid == tid, Tenant.withdrawn_at.is_(None)))
