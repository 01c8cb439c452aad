"""A mailbox in the simulated Microsoft 365, and Graph as an application with every permission sees it."""

import secrets

import pytest

from tests.simulator.microsoft.graph import Graph
from tests.simulator.running import Running

ROLES = ["Mail.ReadWrite", "Mail.Send", "MailboxSettings.ReadWrite", "User.Read.All"]


@pytest.fixture
def application(simulator: Running) -> str:
    """An application that was let into the tenant with every role."""
    return str(simulator.post("microsoft/applications", {"roles": ROLES, "secret": "open sesame"})["id"])


@pytest.fixture
def address(simulator: Running) -> str:
    """The address of an empty shared mailbox."""
    email = f"reception-{secrets.token_hex(6)}@example.org"
    simulator.post("microsoft/accounts", {"email": email, "name": "Reception"})
    return email


@pytest.fixture
def graph(simulator: Running, application: str, address: str) -> Graph:
    """Graph, about the mailbox."""
    token = simulator.post("microsoft/tokens", {"application": application})["access_token"]
    return Graph(simulator, address, token)
