"""What connections are made with in tests: settings, tokens in memory, letters."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count

import requests

from inbox.mail import parsing
from inbox.settings import Settings
from sync.line import Token
from tests.simulator.running import Running

_numbers = count(1)
RING = "first:" + base64.b64encode(b"0" * 32).decode()


def settings(simulator: Running, **more: object) -> Settings:
    """Settings under which Google and Microsoft are the simulator, and waiting is short."""
    values: dict[str, object] = {
        "public_url": "https://inbox.example.org", "secret_keys": RING, "google_client_id": "client",
        "google_addon_account": "addon@example.org", "google_push_account": "push@example.org",
        "google_token_url": f"{simulator.url}/token", "gmail_api_url": simulator.url, "gmail_units_per_minute": 0,
        "google_certs_url": f"{simulator.url}/oauth2/v1/certs", "provider_timeout": 5.0, "retry_seconds": 0.02,
        "missing_seconds": 0.1, "sync_spacing": 0.0, "lease_seconds": 30.0, "graph_url": f"{simulator.url}/graph",
        "graph_requests_per_minute": 0, "graph_notification_url": "", **_entra(simulator.url),
    }  # fmt: skip
    return Settings.model_validate(values | more)


@lru_cache(maxsize=4)
def _entra(url: str) -> dict[str, str]:
    """Where tokens for Graph are had, and whom to trust there."""
    said = requests.get(f"{url}/simulator/microsoft/state", timeout=10).json()
    return {"entra_authority": said["entra_url"], "entra_ca_file": said["certificate"]}


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


def assert_same(one: bytes, other: bytes) -> None:
    """What is read from a mail is the same, however its parts are written."""
    mail, wanted = parsing.parse(one), parsing.parse(other)
    assert (parsing.message_key(mail), parsing.fingerprint(mail)) == (
        parsing.message_key(wanted), parsing.fingerprint(wanted),
    )  # fmt: skip
    for name in ("subject", "from_", "to", "cc", "date", "in_reply_to", "references", "attachments"):
        assert getattr(mail, name) == getattr(wanted, name)
    assert mail.text.strip() == wanted.text.strip()
