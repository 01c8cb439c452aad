"""The simulated Google for tests, as a process of its own: one a test process, shared by its tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from tests.simulator.running import Running, running


@pytest.fixture(scope="session")
def google_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The process. Without quota, and every change is pushed."""
    with running(tmp_path_factory.mktemp("google")) as started:
        yield started


@pytest.fixture
def simulated(google_process: Running) -> Iterator[Running]:
    """The simulator with no fault switched on, no subscription, and no calls remembered."""
    google_process.put("faults", {"faults": []})
    google_process.put("subscriptions", {"subscriptions": []})
    google_process.delete("calls")
    yield google_process
    google_process.put("faults", {"faults": []})


def new_mailbox(simulator: Running, name: str = "reception") -> str:
    """The address of an empty mailbox that no other test uses."""
    address = f"{name}-{secrets.token_hex(6)}@clinic.example.org"
    simulator.post("accounts", {"email": address, "name": name.title()})
    return address
