"""What tests of Outlook start from."""

from __future__ import annotations

import pytest

from tests.simulator.running import Running
from tests.sync.outside import Outlook


@pytest.fixture
def outlook(simulated: Running) -> Outlook:
    """An empty mailbox."""
    return Outlook(simulated)
