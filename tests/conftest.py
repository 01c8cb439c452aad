"""What many tests start from: a database of either kind, a fixed time, and a small clinic."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from inbox import database
from inbox.database import Sessions
from tests import postgres, sqlite
from tests.clinic import Clinic, found

pytest_plugins = ["tests.browser", "tests.simulated", "tests.valkey"]


_LONGEST = ("test_clinic.py", "test_matrix.py", "test_demo.py", "test_ledger_of_many.py", "test_worker.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, so that no process is left alone with one of them at the end."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A migrated, empty database; every test that uses it runs on both kinds."""
    return postgres.empty_engine() if request.param == "postgresql" else sqlite.empty_engine()


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
