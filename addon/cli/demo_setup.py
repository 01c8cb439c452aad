"""What the demo needs before its first process starts: ports, secrets, settings, all under one folder."""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
from pydantic import SecretStr

from inbox.settings import Settings

CLINIC = Path(__file__).parent.parent.parent / "demo" / "clinic.yml"
PUBLIC_URL = "https://inbox.harbour-clinic.example.org"
"""Where the mail page believes the add-on to be; the simulator carries its calls to this machine."""
CLIENT_ID = "harbour-clinic.apps.example.org"
ADDON_ACCOUNT = "service-555010@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
PUSH_ACCOUNT = "mailbox-push@harbour-clinic.example.org"
SMTP_FROM = "notices@harbour-clinic.example.org"
TOPIC = "projects/harbour-clinic/topics/mailboxes"
PANE = "5a1c0de5-0a0e-4b0e-8e0a-555010a00001"
"""The registration at Microsoft Entra for the people: of the pane, and of the web page."""
READER = "5a1c0de5-0ead-4b0e-8e0a-555010a00002"
"""The other one, which reads the mailboxes there."""

_EVERYTHING = 36_500
"""Days: as far back as anybody's mail goes."""
_NOTES = "demo.json"
SETTINGS = "demo.env"
"""The demo's settings, for commands that look at it from outside."""
_MADE = (_NOTES, SETTINGS, "clinic.yml", "google.sqlite*", "google-microsoft.*", "inbox.db*", "service-account.json",
         "entra-app.json", "simulator.json", "deployment.json", "valkey", "logs")  # fmt: skip

_ASIDE, _MOVING = "before", "before.part"
"""Where the demo before waits until the new one has its mail; the other while it is moved there, or back."""


class Occupied(Exception):
    """The folder holds another demo, or notes that cannot be read."""


@dataclass(frozen=True)
class Demo:
    """The demo's places on this machine."""

    folder: Path
    mail: Path | None
    """People's own mail, when it runs on that."""
    is_filled: bool
    """Whether the mailboxes got their mail in an earlier run."""
    redis_password: str
    secret_key: str
    client_secret: str
    """With which our registrations at Google and Microsoft prove themselves."""
    simulator_port: int = 0
    web_port: int = 0
    redis_port: int = 0
    smtp_port: int = 0
    entra_port: int = 0

    @property
    def simulator_url(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def entra_url(self) -> str:
        return f"https://127.0.0.1:{self.entra_port}"

    @property
    def mail_state(self) -> Path:
        return self.folder / "google.sqlite"

    @property
    def certificate(self) -> Path:
        """Which the simulated Entra and the mail server show, and we trust."""
        return self.folder / "google-microsoft.pem"

    def log(self, name: str) -> Path:
        """Where a process writes."""
        return self.folder / "logs" / f"{name}.log"


def prepare(folder: Path, mail: Path | None) -> Demo:
    """Make the folder ready and keep its secrets over restarts. Raises Occupied."""
    notes = _noted(folder)
    is_filled = "filled_from" in notes
    before = notes.get("filled_from")
    if is_filled and mail is not None and str(mail) != before:
        raise Occupied(f"{folder} holds the demo of {before or 'the clinic'}")
    notes.setdefault("secret_key", f"demo:{base64.b64encode(secrets.token_bytes(32)).decode()}")
    notes.setdefault("redis_password", secrets.token_urlsafe(24))
    notes.setdefault("client_secret", secrets.token_urlsafe(24))
    (folder / "valkey").mkdir(parents=True, exist_ok=True)
    write_private(folder / _NOTES, orjson.dumps(notes))
    shutil.rmtree(folder / "logs", ignore_errors=True)
    (folder / "logs").mkdir()
    return Demo(
        folder=folder, mail=Path(before) if before else mail, is_filled=is_filled,
        redis_password=notes["redis_password"], secret_key=notes["secret_key"], client_secret=notes["client_secret"],
    )  # fmt: skip


@contextmanager
def with_ports(demo: Demo) -> Iterator[Demo]:
    """Choose ports that are free; one demo at a time, until its processes listen there."""
    with (Path(tempfile.gettempdir()) / f"inbox-demo-{os.getuid()}.lock").open("w") as lock, ExitStack() as probes:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mail, web, redis, smtp, entra = (_free_port(probes, port) for port in (8025, 8080, 6390, 8026, 8443))
        probes.close()
        yield replace(
            demo, simulator_port=mail, web_port=web, redis_port=redis, smtp_port=smtp, entra_port=entra
        )  # fmt: skip


def remember_filled(demo: Demo) -> None:
    """From now on the mailboxes have their mail, and it is this demo that lives in the folder."""
    notes = {**_noted(demo.folder), "filled_from": str(demo.mail) if demo.mail else None}
    write_private(demo.folder / _NOTES, orjson.dumps(notes))


@contextmanager
def starting_over(folder: Path) -> Iterator[None]:
    """Forget what an earlier demo made, once the new one has its mail; until then it can be brought back.

    A folder that never held a demo is left alone.
    """
    aside, moving = folder / _ASIDE, folder / _MOVING
    if (folder / _NOTES).exists():
        moving.mkdir()
        for path in _made(folder):
            path.rename(moving / path.name)
        moving.rename(aside)
    try:
        yield
    except BaseException:
        bring_back(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def bring_back(folder: Path) -> None:
    """Where starting over was not completed, the earlier demo is there again."""
    aside, moving = folder / _ASIDE, folder / _MOVING
    if aside.exists():
        for path in _made(folder):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        aside.rename(moving)
    if moving.exists():
        for path in _made(moving):
            path.rename(folder / path.name)
        moving.rmdir()


def _made(folder: Path) -> list[Path]:
    return [path for pattern in _MADE for path in folder.glob(pattern)]


def clinic(demo: Demo) -> str:
    """The clinic's file for this demo: its credentials lie beside it, and people's own mail is read however old."""
    text = CLINIC.read_text(encoding="utf-8").replace("../var/", "")
    return text.replace("backfill_days: 30 ", f"backfill_days: {_EVERYTHING} ") if demo.mail else text


def settings(demo: Demo) -> Settings:
    """The product's settings: everything of Google's and Microsoft's points at the simulator."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        database_url=f"sqlite:///{demo.folder / 'inbox.db'}",
        redis_url=f"redis://:{demo.redis_password}@127.0.0.1:{demo.redis_port}/0",
        public_url=PUBLIC_URL,
        secret_keys=SecretStr(demo.secret_key),
        web_port=demo.web_port,
        google_client_id=CLIENT_ID,
        google_addon_account=ADDON_ACCOUNT,
        google_push_account=PUSH_ACCOUNT,
        google_topic=TOPIC,
        google_certs_url=f"{demo.simulator_url}/oauth2/v1/certs",
        google_token_url=f"{demo.simulator_url}/token",
        gmail_api_url=demo.simulator_url,
        gmail_units_per_minute=0,
        graph_url=f"{demo.simulator_url}/graph",
        graph_requests_per_minute=0,
        graph_notification_url=f"{demo.web_url}/hooks/graph",
        entra_client_id=PANE,
        entra_authority=demo.entra_url,
        entra_ca_file=str(demo.certificate),
        entra_keys_url=f"{demo.simulator_url}/common/discovery/v2.0/keys",
        office_js_url=f"{demo.simulator_url}/outlook-host/office.js",
        outlook_origins=demo.simulator_url,
        poll_minutes=1.0,
        smtp_url=SecretStr(f"smtp+starttls://127.0.0.1:{demo.smtp_port}"),
        smtp_from=SMTP_FROM,
        smtp_ca_file=str(demo.certificate),
        tick_seconds=5.0,
        **_web_page(demo),
    )


def _web_page(demo: Demo) -> dict[str, Any]:
    """Where the web page is, and how people sign in there."""
    return {
        "web_url": demo.web_url, "google_web_client_id": CLIENT_ID, "google_web_client_secret": demo.client_secret,
        "google_sign_in_url": demo.simulator_url, "entra_client_secret": demo.client_secret,
    }  # fmt: skip


def environment(chosen: Settings) -> dict[str, str]:
    """The same settings as variables, for the processes that the demo starts; nothing else may steer these."""
    variables = {f"INBOX_{name.upper()}": _written(value) for name, value in chosen.model_dump().items()}
    return {**variables, **surroundings()}


def _written(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return orjson.dumps(value).decode() if isinstance(value, dict) else str(value)


def write_settings(demo: Demo) -> Path:
    """Write the settings down for commands that look at the running demo; gives the file."""
    chosen = [(name, value) for name, value in environment(settings(demo)).items() if name.startswith("INBOX_")]
    lines = [f"{name}='{value}'\n" for name, value in chosen]
    write_private(demo.folder / SETTINGS, "".join(lines).encode())
    return demo.folder / SETTINGS


def surroundings() -> dict[str, str]:
    """Python finds only what is installed, not what lies around; and no proxy stands between us."""
    return {"PYTHONSAFEPATH": "1", "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    part.replace(path)


def _noted(folder: Path) -> dict[str, Any]:
    """What earlier runs noted in the folder."""
    kept = folder / _NOTES
    try:
        notes = orjson.loads(kept.read_bytes()) if kept.exists() else {}
    except orjson.JSONDecodeError:
        notes = None
    if not isinstance(notes, dict):
        raise Occupied(f"{kept} cannot be read")
    return notes


def _free_port(probes: ExitStack, wanted: int) -> int:
    """The wanted port, or any free one if somebody listens there; taken until the probes are closed."""
    probe = probes.enter_context(socket.socket())
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", wanted))
    except OSError:
        probe.bind(("127.0.0.1", 0))
    return int(probe.getsockname()[1])
