"""Which person the claims of a token belong to: known by their subject, the first time found by their address."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from addon.identity import Claims
from inbox import events
from inbox.events import Actor
from inbox.models import Door, EventKind, Organization, Person, PersonAddress, PersonIdentity, Team, TeamMember


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


def known(session: Session, claims: Claims) -> Known | None:
    """The person who signed in with this subject before, whatever their address is now."""
    rows = session.execute(_KNOWN, {"issuer": claims.issuer, "subject": claims.subject}).all()
    if not rows:
        return None
    person, organization, _, _ = rows[0]
    if claims.organization_id not in (None, organization.id):
        return None
    return Known(
        person,
        organization,
        team_ids=frozenset(team_id for _, _, team_id, member in rows if member is not None),
        all_team_ids=frozenset(team_id for _, _, team_id, _ in rows if team_id is not None),
    )


def welcome(session: Session, claims: Claims, *, now: datetime, door: Door = Door.GMAIL) -> Known | None:
    """The person whose address this is, known by their subject from now on; None when there is no one such person."""
    before = known(session, claims)
    if before is not None:
        return before
    person = _by_address(session, claims)
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


def _by_address(session: Session, claims: Claims) -> Person | None:
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
    if claims.organization_id is not None:
        query = query.where(Organization.id == claims.organization_id)
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
