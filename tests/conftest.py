"""What many tests start from: a database of either kind, a fixed time, and a small clinic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from inbox import database
from inbox.database import Sessions
from tests import postgres, sqlite
from tests.clinic import Clinic, found

pytest_plugins = ["tests.browser", "tests.simulated", "tests.valkey"]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A migrated, empty database; every test that uses it runs on both kinds."""
    if request.param == "postgresql":
        yield postgres.empty_engine()
    else:
        fresh = sqlite.fresh_engine(tmp_path)
        yield fresh
        fresh.dispose()


@pytest.fixture
def make(engine: Engine) -> Sessions:
    """A maker of sessions on the database."""
    return database.sessions(engine)


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning."""
    return datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def clinic(make: Sessions, now: datetime) -> Clinic:
    """An organization with two teams, three mailboxes and five people."""
    with database.unit_of_work(make) as session:
        return found(session, now=now)
