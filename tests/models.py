"""A server of models on loopback, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ai.model import Server
from simulator.openai.routes import create_app
from simulator.openai.state import State
from tests.loopback import serving


@dataclass(frozen=True)
class Served:
    """Where it listens, and what it saw."""

    address: str
    state: State

    def server(self, **changed: Any) -> Server:
        """As the product knows it."""
        return Server(
            **{"base_url": f"{self.address}/v1", "key": self.state.key, "name": "small", "timeout": 5.0, **changed}
        )


@contextmanager
def served(state: State) -> Iterator[Served]:
    """Listen while a test looks at it."""
    with serving(create_app(state)) as address:
        try:
            yield Served(address, state)
        finally:
            state.over.set()
