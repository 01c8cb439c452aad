"""What tests of cards start from: the people of the clinic before the sidebar."""

from __future__ import annotations

from datetime import datetime

import pytest

from inbox.database import Sessions
from tests.cards.drawing import Drawer
from tests.clinic import Clinic


@pytest.fixture
def ana(make: Sessions, now: datetime, clinic: Clinic) -> Drawer:
    """An agent in reception."""
    return Drawer(make, now, clinic.ana)


@pytest.fixture
def dev(make: Sessions, now: datetime, clinic: Clinic) -> Drawer:
    """An agent in billing."""
    return Drawer(make, now, clinic.dev)


@pytest.fixture
def ada(make: Sessions, now: datetime, clinic: Clinic) -> Drawer:
    """An admin, in no team."""
    return Drawer(make, now, clinic.ada)
