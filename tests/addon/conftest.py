"""What the tests of the add-on start from."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import Engine

from addon.app import create_app
from inbox import database
from inbox.database import Sessions
from inbox.models import Tenant
from inbox.secrets import KeyRing
from inbox.settings import Settings
from tests.addon.entra import APPLICATION, TENANT, Entra
from tests.addon.google import ACCOUNT, CLIENT, PUSHER, Google
from tests.addon.open_mail import tracked
from tests.addon.sidebar import PUBLIC, Sidebar
from tests.clinic import Clinic
from tests.valkey import Valkey
from workers.runtime import Runtime

RING = "first:" + base64.b64encode(b"0" * 32).decode()
NOWHERE = "http://127.0.0.1:9"
"""Nothing listens there: a card that asks Gmail without need fails."""

Furnish = Callable[..., Flask]


@pytest.fixture(scope="session")
def signing() -> Iterator[Google]:
    """Google's keys, made once."""
    one = Google()
    yield one
    one.stop()


@pytest.fixture
def google(signing: Google) -> Google:
    """Google's keys, and a signer of tokens."""
    signing.reset()
    return signing


@pytest.fixture(scope="session")
def issuing() -> Iterator[Entra]:
    """Microsoft Entra, made once."""
    one = Entra()
    yield one
    one.stop()


@pytest.fixture
def entra(issuing: Entra) -> Entra:
    """Entra's keys, and a signer of tokens."""
    issuing.reset()
    return issuing


@pytest.fixture
def furnish(engine: Engine, valkey: Valkey, redis: Redis, google: Google, entra: Entra, now: datetime) -> Furnish:
    """Makes the web service; settings by keyword."""

    def make(clock: Callable[[], datetime] = lambda: now, **more: object) -> Flask:
        values: dict[str, object] = {
            "public_url": PUBLIC, "secret_keys": RING, "google_client_id": CLIENT, "google_addon_account": ACCOUNT,
            "google_push_account": PUSHER, "google_certs_url": google.certs_url, "redis_url": valkey.url,
            "entra_client_id": APPLICATION, "entra_keys_url": entra.keys_url,
            "gmail_api_url": NOWHERE, "calls_per_person": "", "gmail_units_per_minute": 0,
        }  # fmt: skip
        settings = Settings.model_validate(values | more)
        hasty = Redis.from_url(settings.redis_url, socket_timeout=0.3, socket_connect_timeout=0.3)
        client = valkey.client() if settings.redis_url == valkey.url else hasty
        make = database.sessions(engine)
        make.configure(info={"redis": client})
        ring = KeyRing.parse(settings.secret_keys.get_secret_value())
        return create_app(Runtime(settings, engine, make, client, ring), clock=clock)

    return make


@pytest.fixture
def service(furnish: Furnish, clinic: Clinic) -> Flask:
    """The web service over a small clinic."""
    return furnish()


@pytest.fixture
def ana(service: Flask, google: Google) -> Sidebar:
    """The sidebar of an agent of the reception."""
    return Sidebar(service, google)


@pytest.fixture
def conversation_id(make: Sessions, clinic: Clinic, now: datetime) -> int:
    """An open conversation of the reception, whose mail has the id that tests open."""
    with database.unit_of_work(make) as session:
        return tracked(session, clinic.front_desk, now=now).conversation_id


@pytest.fixture
def ben(service: Flask, google: Google) -> Sidebar:
    """The sidebar of Ana's colleague."""
    return Sidebar(service, google, email="ben@clinic.example.org")


@pytest.fixture
def consented(make: Sessions, clinic: Clinic, now: datetime) -> None:
    """The clinic's tenant may sign in."""
    with database.unit_of_work(make) as session:
        session.add(Tenant(organization_id=clinic.organization.id, tid=TENANT, consented_at=now))
