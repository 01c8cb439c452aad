"""Which addresses are ours: mailboxes of the organization, its staff, and the groups that forward into a mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from inbox.models import Mailbox, Organization, PersonAddress


@dataclass(frozen=True, slots=True)
class Ours:
    """All addresses of an organization, as mail that comes to one of its teams sees them."""

    addresses: frozenset[str]
    """Of mailboxes and staff: they take part in every conversation."""
    mailboxes: frozenset[str]
    team_mailboxes: frozenset[str]
    mailbox_ids: Mapping[str, int]
    """Of this team."""
    people: Mapping[str, int]
    domains: frozenset[str]


def of(session: Session, organization: Organization, team_id: int) -> Ours:
    """Read them."""
    values = {"organization": organization.id}
    mailboxes = session.execute(_MAILBOXES, values).all()
    people = session.execute(_PEOPLE, values)
    by_address = {row[0]: row[1] for row in people}
    of_team = {address: id_ for address, id_, team in mailboxes if team == team_id}
    names = frozenset(row[0] for row in mailboxes)
    return Ours(
        addresses=names | by_address.keys(), mailboxes=names, team_mailboxes=frozenset(of_team),
        mailbox_ids=of_team, people=by_address, domains=frozenset(domain.lower() for domain in organization.domains),
    )  # fmt: skip


_organization: BindParameter[int] = bindparam("organization")
_MAILBOXES = select(Mailbox.address, Mailbox.id, Mailbox.team_id).where(Mailbox.organization_id == _organization)
_PEOPLE = select(PersonAddress.address, PersonAddress.person_id).where(PersonAddress.organization_id == _organization)
