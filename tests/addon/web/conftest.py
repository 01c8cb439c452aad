"""The web page of a small clinic, whose people sign in at the simulated Google and Microsoft."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from inbox import database
from inbox.database import Sessions
from inbox.models import Tenant
from tests.addon.conftest import Furnish
from tests.addon.visitor import Visitor, account_at_microsoft, known
from tests.clinic import Clinic
from tests.simulator.running import Running, free_port

ORIGIN = f"http://localhost:{free_port()}"


@dataclass
class Clock:
    """A clock that is moved by hand."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **much: float) -> None:
        self.now += timedelta(**much)


@dataclass(frozen=True)
class Accounts:
    """Who can sign in where."""

    settings: dict[str, Any]
    ca_file: str
    tenant: str
    at_microsoft: dict[str, str]
    """Object ids by name."""


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture(scope="session")
def accounts(google_process: Running) -> Accounts:
    """Ana and a stranger have accounts in both places; Eve's are those of another tenant."""
    for name in ("ana", "stranger"):
        google_process.post("accounts", {"email": f"{name}@clinic.example.org", "name": name.title()})
    backs = {name: f"{ORIGIN}/app/sign-in/{name}/back" for name in ("google", "microsoft")}
    client = f"web-{secrets.token_hex(4)}.apps.example.org"
    google_process.post("oauth-clients", {"id": client, "secret": "open sesame", "redirects": [backs["google"]]})
    said = google_process.get("microsoft/state")
    tenant = said["tenants"][0]["id"]
    other = google_process.post("microsoft/tenants", {"domain": "elsewhere.example.org"})["id"]
    made = google_process.post("microsoft/applications", {"secret": "hush", "redirects": [backs["microsoft"]]})
    google_process.put("microsoft/consents", {"application": made["id"], "tenant": other})
    ids = {name: account_at_microsoft(google_process, f"{name}@clinic.example.org", tenant=tenant)
           for name in ("ana", "stranger")}  # fmt: skip
    ids["eve"] = account_at_microsoft(google_process, "ana@elsewhere.example.org", tenant=other)
    settings = {
        "web_url": ORIGIN, "google_sign_in_url": google_process.url, "google_web_client_id": client,
        "google_web_client_secret": "open sesame", "entra_authority": said["entra_url"],
        "entra_ca_file": said["certificate"], "entra_client_id": made["id"], "entra_client_secret": "hush",
        "entra_keys_url": "", "web_threads": 8,
    }  # fmt: skip
    return Accounts(settings, said["certificate"], tenant, ids)


@pytest.fixture
def service(furnish: Furnish, clinic: Clinic, accounts: Accounts, clock: Clock, simulated: Running) -> Flask:
    """The web service over a small clinic."""
    return furnish(clock=clock, **accounts.settings)


@pytest.fixture
def visitor(service: Flask) -> Visitor:
    """A browser in which nobody is signed in."""
    return Visitor(service)


@pytest.fixture
def at_work(make: Sessions, clinic: Clinic, now: datetime) -> None:
    """Everybody signed in before."""
    with database.unit_of_work(make) as session:
        for who in (clinic.ana, clinic.ben, clinic.dev, clinic.ada):
            known(session, who, now)


@pytest.fixture
def ana(service: Flask, redis: Redis, clinic: Clinic, at_work: None) -> Visitor:
    """An agent of the reception who is signed in."""
    return Visitor(service).enter(redis, clinic.ana)


@pytest.fixture
def ben(service: Flask, redis: Redis, clinic: Clinic, at_work: None) -> Visitor:
    """Ana's colleague, who is signed in, too."""
    return Visitor(service).enter(redis, clinic.ben)


@pytest.fixture
def tenant(make: Sessions, clinic: Clinic, accounts: Accounts, now: datetime) -> Iterator[str]:
    """The clinic's tenant may sign in."""
    with database.unit_of_work(make) as session:
        session.add(Tenant(organization_id=clinic.organization.id, tid=accounts.tenant, consented_at=now))
    yield accounts.tenant
