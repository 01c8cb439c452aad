"""The two ways to prove who asks."""

from __future__ import annotations

import json

import pytest

from sync.errors import AccessLost
from sync.line import Line, Patience, Unlimited
from sync.provider import Account
from sync.providers.gmail import credentials
from sync.providers.gmail.mailbox import GmailMailbox
from tests.sync.outside import Found, Gmail, Shelf, settings


def test_a_mailbox_can_be_read_with_its_own_consent(gmail: Gmail) -> None:
    simulator = gmail.simulator
    simulator.post("oauth-clients", {"id": "installed", "secret": "hush"})
    asked = {"client_id": "installed", "email": gmail.address, "scopes": list(credentials.SCOPES)}
    grant = {
        "client_id": "installed", "client_secret": "hush",
        "refresh_token": simulator.post("oauth-users", asked)["refresh_token"],
    }  # fmt: skip
    line = Line(Unlimited(), Shelf(), Found(), Patience(attempts=1), gmail.troubles.append)
    account = Account(1, gmail.address, json.dumps(grant).encode())

    assert GmailMailbox(account, settings(simulator), line).profile().address == gmail.address

    simulator.delete("oauth-users", email=gmail.address)
    with pytest.raises(AccessLost):
        GmailMailbox(account, settings(simulator), line).profile()


@pytest.mark.parametrize("text", [b"", b"{}", b'{"type": "service_account"}', b"\xff", b'{"client_id": "x"}'])
def test_a_credential_that_is_none_is_refused_without_repeating_it(text: bytes) -> None:
    with pytest.raises(AccessLost) as lost:
        credentials.read(text)

    assert lost.value.__cause__ is None
    assert "client_id" not in str(lost.value)


def test_a_key_that_cannot_be_read_is_refused_without_repeating_it() -> None:
    key = {"type": "service_account", "client_email": "sync@example.org", "private_key": "garbage"}

    with pytest.raises(AccessLost) as lost:
        credentials.credentials(Account(1, "reception@example.org", json.dumps(key).encode()), "http://127.0.0.1:9/")

    assert "garbage" not in str(lost.value) + lost.value.next_step


def test_an_account_does_not_show_its_credential() -> None:
    assert "secret" not in repr(Account(1, "reception@example.org", b"secret"))
