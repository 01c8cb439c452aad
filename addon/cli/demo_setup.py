"""What the demo needs before its first process starts: ports, secrets, settings, all under one folder."""

from __future__ import annotations

import base64
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

import orjson

from inbox.settings import Settings

PUBLIC_URL = "https://inbox.harbour-clinic.example.org"
"""Where the mail page believes the add-on to be; the simulator carries its calls to this machine."""
CLIENT_ID = "harbour-clinic.apps.example.org"
ADDON_ACCOUNT = "service-555010@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
PUSH_ACCOUNT = "mailbox-push@harbour-clinic.example.org"
MAILBOX_ACCOUNT = "mailboxes@harbour-clinic.iam.gserviceaccount.com"
TOPIC = "projects/harbour-clinic/topics/mailboxes"
SCOPE = "https://www.googleapis.com/auth/gmail.modify"


@dataclass(frozen=True)
class Demo:
    """The demo's places on this machine."""

    folder: Path
    simulator_port: int
    web_port: int
    redis_port: int
    redis_password: str
    secret_key: str

    @property
    def simulator_url(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def mail_state(self) -> Path:
        return self.folder / "google.sqlite"


def prepare(folder: Path) -> Demo:
    """Make the folder, keep its secrets over restarts, and find ports that are free."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "demo.json"
    values = orjson.loads(kept.read_bytes()) if kept.exists() else {}
    values.setdefault("secret_key", f"demo:{base64.b64encode(secrets.token_bytes(32)).decode()}")
    values.setdefault("redis_password", secrets.token_urlsafe(24))
    write_private(kept, orjson.dumps(values))
    return Demo(
        folder=folder, simulator_port=_port(8025), web_port=_port(8080), redis_port=_port(6390),
        redis_password=values["redis_password"], secret_key=values["secret_key"],
    )  # fmt: skip


def settings(demo: Demo) -> Settings:
    """The product's settings: everything of Google's points at the simulator."""
    return Settings.model_validate(
        {
            "database_url": f"sqlite:///{demo.folder.resolve() / 'inbox.db'}",
            "redis_url": f"redis://:{demo.redis_password}@127.0.0.1:{demo.redis_port}/0",
            "public_url": PUBLIC_URL,
            "secret_keys": demo.secret_key,
            "web_port": demo.web_port,
            "google_client_id": CLIENT_ID,
            "google_addon_account": ADDON_ACCOUNT,
            "google_push_account": PUSH_ACCOUNT,
            "google_topic": TOPIC,
            "google_certs_url": f"{demo.simulator_url}/oauth2/v1/certs",
            "google_token_url": f"{demo.simulator_url}/token",
            "gmail_api_url": demo.simulator_url,
            "gmail_units_per_minute": 0,
            "poll_minutes": 1.0,
            "tick_seconds": 5.0,
        }
    )


def environment(chosen: Settings) -> dict[str, str]:
    """The same settings as variables, for the processes that the demo starts."""
    variables = {}
    for name, value in chosen.model_dump().items():
        if name in ("gmail_units",):
            continue
        plain = chosen.secret_keys.get_secret_value() if name == "secret_keys" else value
        variables[f"INBOX_{name.upper()}"] = str(plain)
    return variables


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _port(wanted: int) -> int:
    """The wanted port if nobody listens there, else any that is free."""
    for candidate in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free")
