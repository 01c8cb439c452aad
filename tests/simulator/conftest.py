"""One simulator for all tests of a process; every test has a mailbox of its own."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulator.running import Running, gmail, running


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A simulator without quota."""
    with running(tmp_path_factory.mktemp("simulator")) as started:
        yield started


@pytest.fixture
def mailbox(simulator: Running) -> str:
    """The address of an empty mailbox."""
    address = f"reception-{secrets.token_hex(6)}@example.org"
    simulator.post("accounts", {"email": address, "name": "Reception"})
    return address


@pytest.fixture
def users(simulator: Running, mailbox: str) -> Iterator[Any]:
    """Google's client for the mailbox."""
    service = gmail(simulator, mailbox)
    yield service.users()
    service.close()


@pytest.fixture
def trouble(simulator: Running, mailbox: str) -> Iterator[Any]:
    """Switches a trouble on for the mailbox, and off at the end."""

    def switch_on(kind: str, **more: Any) -> None:
        simulator.put("faults", {"faults": [{"kind": kind, "mailbox": mailbox, **more}]})

    yield switch_on
    simulator.put("faults", {"faults": []})
