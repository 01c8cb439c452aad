"""Which person the claims of a token belong to: known by their subject, the first time found by their address."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from addon.identity import Claims
from inbox import events, tenants
from inbox.events import Actor
from inbox.models import Door, EventKind, Organization, Person, PersonAddress, PersonIdentity, Team, TeamMember, Tenant


class UnknownTenant(Exception):
    """The sign-in is authentic, but its tenant did not consent, or no longer does."""


class Known(NamedTuple):
    """A person, where they belong, their teams, and all teams there."""

    person: Person
    organization: Organization
    team_ids: frozenset[int]
    all_team_ids: frozenset[int]


_KNOWN = (
    select(Person, Organization, Team.id, TeamMember.person_id)
    .join(PersonIdentity, PersonIdentity.person_id == Person.id)
    .join(Organization, Organization.id == Person.organization_id)
    .outerjoin(Team, Team.organization_id == Person.organization_id)
    .outerjoin(TeamMember, (TeamMember.team_id == Team.id) & (TeamMember.person_id == Person.id))
    .where(PersonIdentity.issuer == bindparam("issuer"), PersonIdentity.subject == bindparam("subject"))
)
_consents = (Tenant.tid == bindparam("tenant")) & Tenant.withdrawn_at.is_(None)
_KNOWN_TO_TENANT = _KNOWN.join(Tenant, (Tenant.organization_id == Person.organization_id) & _consents)


def known(session: Session, claims: Claims) -> Known | None:
    """The person who signed in with this subject before, whatever their address is now."""
    who = {"issuer": claims.issuer, "subject": claims.subject}
    if claims.tenant:
        rows = session.execute(_KNOWN_TO_TENANT, {**who, "tenant": claims.tenant}).all()
    else:
        rows = session.execute(_KNOWN, who).all()
    if not rows:
        return None
    person, organization, _, _ = rows[0]
    return Known(
        person,
        organization,
        team_ids=frozenset(team_id for _, _, team_id, member in rows if member is not None),
        all_team_ids=frozenset(team_id for _, _, team_id, _ in rows if team_id is not None),
    )


def welcome(session: Session, claims: Claims, *, now: datetime, door: Door = Door.GMAIL) -> Known | None:
    """The person whose address this is, known by their subject from now on; None when there is no one such person.

    Raises UnknownTenant.
    """
    before = known(session, claims)
    if before is not None:
        return before
    within = _organization_of_tenant(session, claims) if claims.tenant else None
    person = _by_address(session, claims, within)
    if person is None:
        return None
    if _has_other_subject(session, person, claims):
        by = Actor(door=door, now=now)
        events.record_of_organization(
            session, person.organization_id, EventKind.ACCESS_REFUSED, by=by, reason="another-subject",
            person_id=person.id,
        )  # fmt: skip
        return None
    _bind(session, person, claims, now)
    return known(session, claims)


def _organization_of_tenant(session: Session, claims: Claims) -> int:
    found = tenants.organization_of(session, claims.tenant)
    if found is None:
        raise UnknownTenant("no organization names this tenant")
    return found


def _by_address(session: Session, claims: Claims, within: int | None) -> Person | None:
    """Trust an address that the issuer vouches for; where an organization names its domains, only one of these."""
    if not claims.email_verified:
        return None
    query = (
        select(Person, Organization)
        .join(PersonAddress, PersonAddress.person_id == Person.id)
        .join(Organization, Organization.id == Person.organization_id)
        .where(PersonAddress.address == claims.email, Person.active)
        .with_for_update(of=Person)
    )
    if within is not None:
        query = query.where(Organization.id == within)
    rows = session.execute(query).all()
    found = [row for row in rows if not row[1].domains or _signs_in_at(row[1], claims)]
    if len(found) > 1:
        found = [row for row in found if row[1].domains]
    return found[0][0] if len(found) == 1 else None


def _signs_in_at(organization: Organization, claims: Claims) -> bool:
    domain = claims.hosted_domain or claims.email.rpartition("@")[2]
    return domain in organization.domains


def _has_other_subject(session: Session, person: Person, claims: Claims) -> bool:
    query = select(PersonIdentity.id).where(
        PersonIdentity.person_id == person.id,
        PersonIdentity.issuer == claims.issuer,
        PersonIdentity.subject != claims.subject,
    )
    return session.scalar(query.limit(1)) is not None


def _bind(session: Session, person: Person, claims: Claims, now: datetime) -> None:
    """Remember the subject."""
    try:
        with session.begin_nested():
            session.add(
                PersonIdentity(
                    organization_id=person.organization_id, person_id=person.id, issuer=claims.issuer,
                    subject=claims.subject, created_at=now,
                )
            )  # fmt: skip
    except IntegrityError:
        pass  # another request of theirs did so a moment ago
