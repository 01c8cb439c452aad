"""A person is found by their address once, and by their subject for ever after."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from addon import people
from addon.identity import Claims
from inbox import database
from inbox.database import Sessions
from inbox.models import Event, EventKind, Organization, Person, PersonAddress, PersonIdentity, Tenant
from tests.clinic import Clinic, found

ANA = Claims(subject="sub-1", email="ana@clinic.example.org", email_verified=True, hosted_domain="clinic.example.org")


def welcome(make: Sessions, claims: Claims, now: datetime) -> people.Known | None:
    with database.unit_of_work(make) as session:
        return people.welcome(session, claims, now=now)


def known(make: Sessions, claims: Claims) -> people.Known | None:
    with database.unit_of_work(make) as session:
        return people.known(session, claims)


def test_the_first_visit_binds_the_subject(make: Sessions, clinic: Clinic, now: datetime) -> None:
    assert known(make, ANA) is None
    first = welcome(make, ANA, now)
    again = known(make, ANA)

    assert first is not None and again is not None
    assert first.person.id == again.person.id == clinic.ana.id
    assert again.team_ids == {clinic.reception.id}
    assert again.organization.id == clinic.organization.id


def test_a_changed_address_keeps_the_person(make: Sessions, clinic: Clinic, now: datetime) -> None:
    welcome(make, ANA, now)
    later = known(make, replace(ANA, email="ana.married@elsewhere.example.org", email_verified=False))

    assert later is not None and later.person.id == clinic.ana.id


def test_somebody_else_with_the_same_address_gets_no_access(make: Sessions, clinic: Clinic, now: datetime) -> None:
    welcome(make, ANA, now)
    assert welcome(make, replace(ANA, subject="sub-2"), now) is None

    with database.unit_of_work(make) as session:
        audit = session.scalars(select(Event).where(Event.kind == EventKind.ACCESS_REFUSED)).one()
        assert audit.organization_id == clinic.organization.id
        assert audit.data == {"person_id": clinic.ana.id}
        assert session.scalars(select(PersonIdentity.subject)).all() == ["sub-1"]


@pytest.mark.parametrize(
    "claims",
    [
        replace(ANA, email_verified=False),
        replace(ANA, email="nobody@clinic.example.org"),
        replace(ANA, email=""),
    ],
    ids=["not verified", "unknown", "no address"],
)
def test_an_address_that_proves_nothing_gives_no_access(
    make: Sessions, clinic: Clinic, now: datetime, claims: Claims
) -> None:
    assert welcome(make, claims, now) is None
    assert known(make, claims) is None


def test_people_who_left_are_not_found_by_their_address(make: Sessions, clinic: Clinic, now: datetime) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Person, clinic.ana.id).active = False

    assert welcome(make, ANA, now) is None


def test_an_address_in_two_organizations_is_told_apart_by_the_domain(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    other = _another_clinic(make, now, domains=["clinic.example.org"])
    known_as = welcome(make, ANA, now)

    assert known_as is not None and known_as.organization.id == other


def test_an_address_in_two_organizations_that_cannot_be_told_apart_gives_no_access(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    _another_clinic(make, now, domains=[])

    assert welcome(make, ANA, now) is None


def test_where_an_organization_names_its_domains_only_sign_ins_from_these_count(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Organization, clinic.organization.id).domains = ["clinic.example.org"]
        _also(session, clinic, "ana.at.home@mail.example.com")

    assert welcome(make, replace(ANA, email="ana.at.home@mail.example.com", hosted_domain=""), now) is None
    assert welcome(make, replace(ANA, hosted_domain="elsewhere.example.com"), now) is None
    assert welcome(make, replace(ANA, hosted_domain=""), now) is not None


def test_a_tenant_vouches_for_the_people_of_its_organization_alone(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    other = _another_clinic(make, now, domains=[])
    ours, theirs = (
        replace(ANA, issuer=f"https://login.example.org/{tenant}/v2.0", tenant=tenant) for tenant in ("ours", "theirs")
    )
    with database.unit_of_work(make) as session:
        for tid, organization_id in (("ours", clinic.organization.id), ("theirs", other)):
            session.add(Tenant(organization_id=organization_id, tid=tid, consented_at=now))

    mine, foreign = welcome(make, ours, now), welcome(make, theirs, now)
    assert mine is not None and mine.person.id == clinic.ana.id
    assert foreign is not None and foreign.organization.id == other
    assert known(make, replace(ours, tenant="theirs")) is None


def test_a_tenant_that_did_not_consent_is_told_from_a_stranger(make: Sessions, clinic: Clinic, now: datetime) -> None:
    ours = replace(ANA, issuer="https://login.example.org/ours/v2.0", tenant="ours")
    with pytest.raises(people.UnknownTenant):
        welcome(make, ours, now)
    with database.unit_of_work(make) as session:
        session.add(Tenant(organization_id=clinic.organization.id, tid="ours", consented_at=now))
    assert welcome(make, replace(ours, email="nobody@clinic.example.org"), now) is None
    assert welcome(make, ours, now) is not None

    with database.unit_of_work(make) as session:
        session.scalars(select(Tenant)).one().withdrawn_at = now
    assert known(make, ours) is None
    with pytest.raises(people.UnknownTenant):
        welcome(make, ours, now)


def _another_clinic(make: Sessions, now: datetime, *, domains: list[str]) -> int:
    with database.unit_of_work(make) as session:
        other = found(session, now=now, key="other").organization
        session.get_one(Organization, other.id).domains = domains
        return other.id


def _also(session: Session, clinic: Clinic, address: str) -> None:
    session.add(
        PersonAddress(organization_id=clinic.organization.id, person_id=clinic.ana.id, address=address, position=1)
    )
