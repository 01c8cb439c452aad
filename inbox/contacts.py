"""Contacts as mail makes them: one for every outside address that writes or is written to. Never merged by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from inbox.models import Contact, ContactIdentity
from inbox.tables import table

EMAIL = "email"


def known(session: Session, organization_id: int, addresses: set[str]) -> dict[str, int]:
    """The contacts that have these addresses, by address."""
    query = select(ContactIdentity.value, ContactIdentity.contact_id).where(
        ContactIdentity.organization_id == organization_id,
        ContactIdentity.kind == EMAIL,
        ContactIdentity.value.in_(addresses),
    )
    return {row[0]: row[1] for row in session.execute(query)} if addresses else {}


def ensure(session: Session, organization_id: int, names: Mapping[str, str], *, now: datetime) -> dict[str, int]:
    """The contacts of some addresses, by address; whoever is not known yet becomes one, under the name given."""
    found = known(session, organization_id, set(names))
    missing = [address for address in names if address not in found]
    if not missing:
        return found
    rows = [
        {"organization_id": organization_id, "name": names[address][:200], "created_at": now} for address in missing
    ]
    added = session.scalars(insert(Contact).returning(Contact.id, sort_by_parameter_order=True), rows)
    found |= dict(zip(missing, added, strict=True))
    session.execute(
        insert(table(ContactIdentity)),
        [
            {"organization_id": organization_id, "contact_id": found[address], "kind": EMAIL, "value": address}
            for address in missing
        ],
    )
    return found
