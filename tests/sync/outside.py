"""The outside as tests steer it: for each provider a simulated mailbox, and a connection to it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count

from inbox.settings import Settings
from sync.line import Line, Patience, Token, Unlimited
from sync.provider import Account, Provider
from sync.providers import PROVIDERS
from tests.simulated import new_mailbox
from tests.simulator.running import Running, key_file

_numbers = count(1)
RING = "first:" + base64.b64encode(b"0" * 32).decode()


def settings(simulator: Running, **more: object) -> Settings:
    """Settings under which Google is the simulator, and waiting is short."""
    values: dict[str, object] = {
        "public_url": "https://inbox.example.org", "secret_keys": RING, "google_client_id": "client",
        "google_addon_account": "addon@example.org", "google_push_account": "push@example.org",
        "google_token_url": f"{simulator.url}/token", "gmail_api_url": simulator.url, "gmail_units_per_minute": 0,
        "google_certs_url": f"{simulator.url}/oauth2/v1/certs", "provider_timeout": 5.0, "retry_seconds": 0.02,
        "missing_seconds": 0.1, "sync_spacing": 0.0, "lease_seconds": 30.0,
    }  # fmt: skip
    return Settings.model_validate(values | more)


def letter(
    subject: str = "Appointment", *, number: int | None = None, sender: str = "ana@example.com", **headers: str
) -> bytes:
    """A mail from a patient; further headers by keyword."""
    number = number or next(_numbers)
    lines = [f"From: Ana Alvarez <{sender}>", "To: reception@clinic.example.org", f"Subject: {subject}",
             f"Message-ID: <{number}@mail.example.com>", "Date: Wed, 04 Mar 2026 09:30:00 +0000"]  # fmt: skip
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", f"This is mail number {number}.", ""]).encode()


@dataclass
class Shelf:
    """Tokens in memory."""

    token: Token | None = None

    def get(self) -> Token | None:
        return self.token

    def put(self, token: Token) -> None:
        self.token = token


def token(simulator: Running, address: str) -> Token:
    """An access token for a mailbox."""
    return Token(simulator.token(address), datetime.now(UTC) + timedelta(minutes=50))


@dataclass
class Found:
    """What was found lacking, in memory."""

    methods: set[str] = field(default_factory=set)

    def known(self) -> set[str]:
        return set(self.methods)

    def add(self, method: str) -> bool:
        is_news = method not in self.methods
        self.methods.add(method)
        return is_news


@dataclass
class Gmail:
    """A mailbox at the simulated Gmail."""

    simulator: Running
    address: str = ""
    troubles: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    shelf: Shelf | None = None
    found: Found = field(default_factory=Found)

    def __post_init__(self) -> None:
        self.address = self.address or new_mailbox(self.simulator)

    @cached_property
    def credential(self) -> bytes:
        """The key of a service account that acts for the mailbox."""
        return json.dumps(key_file(self.simulator)).encode()

    def connect(self, **more: object) -> Provider:
        """A connection that waits for nothing and counts what it would have waited.

        The first one has a token already: reading a private key takes longer than most tests.
        """
        if self.shelf is None:
            self.shelf = Shelf(token(self.simulator, self.address))
        patience = Patience(first=0.5, wait=self.waits.append)
        line = Line(Unlimited(), self.shelf, self.found, patience, self.troubles.append)
        account = Account(1, self.address, self.credential)
        return PROVIDERS["gmail"](account, settings(self.simulator, **more), line)

    def deliver(self, raw: bytes | None = None, *labels: str, at: datetime | None = None) -> str:
        """A mail arrives; its id."""
        when = at.isoformat() if at else "2026-03-04T09:30:00+00:00"
        return self.simulator.deliver(self.address, raw or letter(), *labels, at=when)

    def relabel(self, *message_ids: str, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        """Somebody moves or marks mails."""
        self.simulator.post("modify", {"mailbox": self.address, "ids": message_ids, "add": add, "remove": remove})

    def delete(self, message_id: str) -> None:
        """Somebody deletes a mail for good."""
        path = f"/gmail/v1/users/me/messages/{message_id}"
        assert self.simulator.call("DELETE", path, self.simulator.token(self.address)).status_code == 204

    def forget_history(self) -> None:
        """What happened so far can no longer be asked for."""
        self.simulator.post("history/expire", mailbox=self.address)

    def revoke(self) -> None:
        """The provider no longer lets us in; a token that is still good is no help."""
        self.shelf = Shelf()
        fault = {"kind": "delegation-revoked", "mailbox": self.address}
        self.simulator.put("faults", {"faults": [fault]})


OUTSIDES: dict[str, Callable[[Running], Gmail]] = {"gmail": Gmail}
"""For every provider, how its mailboxes are played."""
