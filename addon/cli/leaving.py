"""What ends outside when a tenant or an organization leaves: subscriptions, tokens, the keys to its mailboxes."""

from __future__ import annotations

from collections.abc import Collection

from redis.exceptions import RedisError
from sqlalchemy import select

from addon import session as units
from inbox import removal
from inbox.configuration.document import Document
from inbox.models import Mailbox, Organization, Tenant
from sync import connecting, parting
from sync.providers.outlook import on_behalf
from workers.runtime import Runtime

_REASON = "Its tenant left. Name the tenant and the mailbox in clinic.yml again to follow it."


def withdrawn_tenants(runtime: Runtime, document: Document) -> list[str]:
    """End what is left of tenants that the file no longer names; doing so again finishes what could not be ended.

    A mailbox goes with its tenant unless the file still names it. Returns the addresses of those that went.
    """
    with units.unit(runtime, writes=False) as session:
        organization = session.scalars(select(Organization).where(Organization.key == document.organization.key)).one()
        rows = session.scalars(select(Tenant).where(Tenant.organization_id == organization.id)).all()
        mailboxes = session.scalars(select(Mailbox).where(Mailbox.organization_id == organization.id)).all()
    gone = {row.tid for row in rows if row.withdrawn_at is not None}
    forget_people(runtime, gone)
    named = {part.address for part in document.mailboxes}
    left = [one for one in mailboxes if one.address not in named]
    is_last = bool(gone) and all(row.withdrawn_at is not None for row in rows)
    return [one.address for one in left if _is_of(runtime, one, gone, is_last=is_last) and give_up(runtime, one)]


def forget_people(runtime: Runtime, tenants: Collection[str]) -> None:
    """Give up the tokens that were exchanged for people of these tenants."""
    try:
        for tid in tenants:
            on_behalf.forget_tenant(runtime.redis, tid)
    except RedisError:
        pass  # they end within the hour, and nobody is let in who could ask for them


def give_up(runtime: Runtime, mailbox: Mailbox) -> bool:
    """End what a mailbox has outside, and lose what opens it."""
    parting.end(runtime, mailbox)
    with units.unit(runtime, writes=True) as session:
        removal.give_up(session.get_one(Mailbox, mailbox.id), reason=_REASON)
    return True


def _is_of(runtime: Runtime, mailbox: Mailbox, tenants: Collection[str], *, is_last: bool) -> bool:
    """Whether a mailbox is opened through one of the tenants; a domain may stand for the last one that there was."""
    tenant = connecting.tenant_of(runtime, mailbox).lower()
    return tenant in tenants or (bool(tenant) and is_last)
