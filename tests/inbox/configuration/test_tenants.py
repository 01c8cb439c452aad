"""The tenants that a file names: whose people may sign in, from when on, until when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import tenants
from inbox.configuration import applying, reading, writing
from inbox.configuration.changes import How
from inbox.configuration.mailboxes import Secrets
from inbox.configuration.tenants import TenantTaken
from inbox.database import Sessions, unit_of_work
from inbox.events import Actor
from inbox.models import Door, Organization, Tenant
from inbox.secrets import KeyRing

ONE, TWO = "7e57c11c-0000-4000-8000-00000000000a", "7e57c11c-0000-4000-8000-00000000000b"


def apply(session: Session, now: datetime, *named: str, key: str = "harbour") -> list[How]:
    text = f"organization:\n  key: {key}\n  name: Harbour Clinic\n  tenants: [{', '.join(named)}]\n"
    secrets = Secrets(KeyRing((("k1", b"1" * 32),)), lambda path: path.read_bytes())
    by = Actor(door=Door.CLI, now=now)
    return [one.how for one in applying.apply(session, reading.read(text), text, secrets=secrets, by=by)]


def test_a_tenant_in_the_file_belongs_to_its_organization(make: Sessions, now: datetime) -> None:
    with unit_of_work(make) as session:
        assert apply(session, now, ONE.upper(), TWO) == [How.ADDED, How.ADDED, How.ADDED]
    with unit_of_work(make) as session:
        assert apply(session, now, ONE, TWO) == []
        organization = session.scalars(select(Organization)).one()
        assert tenants.organization_of(session, ONE) == organization.id
        assert tenants.organization_of(session, ONE[:-1] + "f") is None


def test_one_that_is_taken_out_is_withdrawn_and_may_come_back(make: Sessions, now: datetime) -> None:
    with unit_of_work(make) as session:
        apply(session, now, ONE)
    with unit_of_work(make) as session:
        assert apply(session, now + timedelta(days=1)) == [How.REMOVED]
        assert tenants.organization_of(session, ONE) is None
    with unit_of_work(make) as session:
        assert apply(session, now + timedelta(days=2), ONE) == [How.ADDED]
        row = session.scalars(select(Tenant)).one()
        assert (row.consented_at, row.withdrawn_at) == (now + timedelta(days=2), None)


def test_a_tenant_belongs_to_one_organization_at_a_time(make: Sessions, now: datetime) -> None:
    with unit_of_work(make) as session:
        apply(session, now, ONE)
    with pytest.raises(TenantTaken), unit_of_work(make) as session:
        apply(session, now, ONE, key="other")
    with unit_of_work(make) as session:
        apply(session, now)
        assert apply(session, now, ONE, key="other") == [How.ADDED, How.ADDED]


def test_the_file_is_written_back_with_its_tenants(make: Sessions, now: datetime) -> None:
    with unit_of_work(make) as session:
        apply(session, now, ONE, TWO)
    with unit_of_work(make) as session:
        organization = session.scalars(select(Organization)).one()
        assert writing.write(session, organization) == organization.configuration
        organization.name = "Harbour"
        assert reading.read(writing.write(session, organization)).organization.tenants == [ONE, TWO]


def test_what_is_no_tenant_is_told_with_its_line(make: Sessions, now: datetime) -> None:
    with pytest.raises(reading.Unreadable, match=r"line 4: organization.tenants\[1\]: is not a tenant id"):
        reading.read("organization:\n  key: harbour\n  name: Harbour\n  tenants: [harbour.example.org]\n")
