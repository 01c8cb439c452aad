"""Which person the claims of a token belong to: known by their subject, the first time found by their address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from addon.identity import Claims
from inbox import events
from inbox.events import Actor
from inbox.models import Door, EventKind, Organization, Person, PersonAddress, PersonIdentity

Known = tuple[Person, Organization]

_OF_GOOGLE = ("@gmail.com", "@googlemail.com")


def known(session: Session, claims: Claims) -> Known | None:
    """The person who signed in with this subject before, whatever their address is now."""
    row = session.execute(
        select(Person, Organization)
        .join(PersonIdentity, PersonIdentity.person_id == Person.id)
        .join(Organization, Organization.id == Person.organization_id)
        .where(PersonIdentity.issuer == claims.issuer, PersonIdentity.subject == claims.subject)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def welcome(session: Session, claims: Claims, *, now: datetime) -> Known | None:
    """The person whose address this is, known by their subject from now on; None when there is no one such person."""
    before = known(session, claims)
    if before is not None:
        return before
    found = _by_address(session, claims)
    if found is None:
        return None
    person, organization = found
    if _has_other_subject(session, person, claims):
        by = Actor(door=Door.GMAIL, now=now)
        events.record_of_organization(
            session, organization.id, EventKind.ACCESS_REFUSED, by=by, reason="another-subject", person_id=person.id
        )
        return None
    return found if _bind(session, person, claims, now) else known(session, claims)


def _by_address(session: Session, claims: Claims) -> Known | None:
    """Trust an address only where Google itself gives it out: to Workspace accounts and its own domains."""
    if not claims.email_verified or not (claims.hosted_domain or claims.email.endswith(_OF_GOOGLE)):
        return None
    rows = session.execute(
        select(Person, Organization)
        .join(PersonAddress, PersonAddress.person_id == Person.id)
        .join(Organization, Organization.id == Person.organization_id)
        .where(PersonAddress.address == claims.email, Person.active)
        .with_for_update(of=Person)
    ).all()
    found = [(row[0], row[1]) for row in rows]
    if len(found) > 1:
        found = [one for one in found if _signs_in_at(one[1], claims)]
    return found[0] if len(found) == 1 else None


def _signs_in_at(organization: Organization, claims: Claims) -> bool:
    domain = claims.hosted_domain or claims.email.rpartition("@")[2]
    return domain in organization.domains


def _has_other_subject(session: Session, person: Person, claims: Claims) -> bool:
    query = select(PersonIdentity.id).where(
        PersonIdentity.person_id == person.id, PersonIdentity.issuer == claims.issuer
    )
    return session.scalar(query.limit(1)) is not None


def _bind(session: Session, person: Person, claims: Claims, now: datetime) -> bool:
    """Remember the subject; False when another request did so a moment ago."""
    try:
        with session.begin_nested():
            session.add(
                PersonIdentity(
                    organization_id=person.organization_id, person_id=person.id, issuer=claims.issuer,
                    subject=claims.subject, created_at=now,
                )
            )  # fmt: skip
    except IntegrityError:
        return False
    return True
