"""What tests of the ground floor share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from inbox.database import Sessions
from tests.clinic import Clinic, conversation
from tests.inbox.triaged import Scene


@pytest.fixture
def scene(make: Sessions, clinic: Clinic, now: datetime) -> Iterator[Scene]:
    """One conversation that models have not read."""
    with make() as session:
        yield Scene(session, clinic, now, conversation(session, clinic.front_desk, now=now))
