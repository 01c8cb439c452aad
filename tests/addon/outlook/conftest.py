"""What tests of the doors start from that need a whole Microsoft 365."""

from __future__ import annotations

import pytest

from inbox import database
from inbox.database import Sessions
from tests.addon.outlook.microsoft import Microsoft
from tests.clinic import Clinic
from tests.simulator.running import Running


@pytest.fixture
def microsoft(simulated: Running, make: Sessions, clinic: Clinic) -> Microsoft:
    """The clinic at Microsoft 365: its reception is a shared mailbox there, and its tenant may sign in."""
    one = Microsoft(simulated)
    with database.unit_of_work(make) as session:
        one.moves_in(session, clinic)
    return one
