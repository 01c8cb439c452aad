"""What tests of the sync start from."""

from __future__ import annotations

import pytest

from sync.providers import PROVIDERS
from tests.labels import Desk
from tests.office import Office, office, runtime, work
from tests.simulator.running import Running
from tests.sync.outside import OUTSIDES, Gmail, Outside

__all__ = ["office", "runtime", "work"]


@pytest.fixture(params=list(PROVIDERS))
def outside(request: pytest.FixtureRequest, simulated: Running) -> Outside:
    """An empty mailbox at each provider in turn."""
    return OUTSIDES[request.param](simulated)


@pytest.fixture
def gmail(simulated: Running) -> Gmail:
    """An empty Gmail mailbox."""
    return Gmail(simulated)


@pytest.fixture
def desk(office: Office) -> Desk:
    """A mailbox that is read, with nothing in it."""
    office.read_everything()
    return Desk(office)
