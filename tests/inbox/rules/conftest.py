"""A clinic that was connected long ago, and has a template to answer with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import database
from inbox.database import Sessions
from inbox.models import Mailbox, Template
from tests.clinic import Clinic


@pytest.fixture
def session(make: Sessions, clinic: Clinic, now: datetime) -> Iterator[Session]:
    """The clinic was connected long ago."""
    with database.unit_of_work(make) as session:
        for mailbox in session.scalars(select(Mailbox)):
            mailbox.created_at = now - timedelta(days=9)
        session.add(
            Template(organization_id=clinic.organization.id, key="thanks", name="Thanks",
                     body="Dear {{contact.name}}, we have it.")
        )  # fmt: skip
    with make() as session:
        yield session
