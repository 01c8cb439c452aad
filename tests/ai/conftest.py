"""A server of models on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.openai.state import State
from tests.models import Served, served


@pytest.fixture
def model_server() -> Iterator[Served]:
    """Speaks OpenAI's chat completions."""
    with served(State()) as running:
        yield running
