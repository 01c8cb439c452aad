"""Contacts as mail makes them: one for every outside address that writes or is written to. Never merged by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from inbox import numbering
from inbox.models import Contact, ContactIdentity
from inbox.tables import table

EMAIL = "email"


def known(session: Session, organization_id: int, addresses: set[str]) -> dict[str, int]:
    """The contacts that have these addresses, by address."""
    values = {"organization": organization_id, "addresses": list(addresses)}
    return {row[0]: row[1] for row in session.execute(_KNOWN, values)} if addresses else {}


def ensure(session: Session, organization_id: int, names: Mapping[str, str], *, now: datetime) -> dict[str, int]:
    """The contacts of some addresses, by address; whoever is not known yet becomes one, under the name given."""
    found = known(session, organization_id, set(names))
    missing = [address for address in names if address not in found]
    if not missing:
        return found
    added = dict(zip(missing, numbering.take(session, Contact, len(missing)), strict=True))
    session.execute(
        insert(table(Contact)),
        [
            {"id": id_, "organization_id": organization_id, "name": names[address][:200], "created_at": now}
            for address, id_ in added.items()
        ],
    )
    session.execute(
        insert(table(ContactIdentity)),
        [
            {"organization_id": organization_id, "contact_id": id_, "kind": EMAIL, "value": address}
            for address, id_ in added.items()
        ],
    )
    return found | added


_identity = ContactIdentity.__table__.c
_KNOWN = select(_identity.value, _identity.contact_id).where(
    _identity.organization_id == bindparam("organization"),
    _identity.kind == EMAIL,
    _identity.value.in_(bindparam("addresses", expanding=True)),
)
