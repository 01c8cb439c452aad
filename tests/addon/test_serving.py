"""The service as it is run: gunicorn, two processes, real sockets, and a log that tells nothing of any mail."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from inbox import database
from tests import sqlite
from tests.addon.conftest import NOWHERE, RING
from tests.addon.google import ACCOUNT, CLIENT, PUSHER, Google
from tests.addon.open_mail import EVENT_ID, tracked
from tests.addon.sidebar import PUBLIC
from tests.clinic import found
from tests.simulator.running import free_port
from tests.valkey import Valkey

_RUN = "from addon import serving; from inbox import settings; serving.run(settings.load(), host='127.0.0.1', port={})"
_PATIENCE = 30


@dataclass
class Service:
    """The service in its processes, over a small clinic."""

    url: str
    folder: Path
    google: Google

    def post(self, path: str, **event: Any) -> Any:
        """A call of Ana's mail client."""
        headers = {"Authorization": f"Bearer {self.google.system(PUBLIC + path)}"}
        tokens = {"userIdToken": self.google.of("ana@clinic.example.org"), "userOAuthToken": "ya29.secret-user-token"}
        body = {"authorizationEventObject": tokens, **event}
        answer = requests.post(self.url + path, json=body, headers=headers, timeout=_PATIENCE)
        assert answer.status_code == 200
        return answer.json()

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()


@pytest.fixture
def service(tmp_path: Path, valkey: Valkey, google: Google) -> Iterator[Service]:
    """It must end when it is asked to, and leave nothing behind."""
    _fill(tmp_path)
    (tmp_path / "temporary").mkdir()
    told = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'inbox.db'}", "REDIS_URL": valkey.url, "PUBLIC_URL": PUBLIC,
        "SECRET_KEYS": RING, "GOOGLE_CLIENT_ID": CLIENT, "GOOGLE_ADDON_ACCOUNT": ACCOUNT, "GMAIL_API_URL": NOWHERE,
        "GOOGLE_PUSH_ACCOUNT": PUSHER, "GOOGLE_CERTS_URL": google.certs_url, "WEB_WORKERS": "2",
    }  # fmt: skip
    environment = {f"INBOX_{name}": value for name, value in told.items()} | {"TMPDIR": str(tmp_path / "temporary")}
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-c", _RUN.format(port)]
        process = subprocess.Popen(command, env={**os.environ, **environment}, stderr=log, stdout=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield Service(f"http://127.0.0.1:{port}", tmp_path, google)
    finally:
        process.terminate()
        assert process.wait(_PATIENCE) == 0
    assert list((tmp_path / "temporary").glob("inbox-measures-*")) == []


def test_two_processes_answer_as_one_and_log_nothing_of_what_is_said(service: Service) -> None:
    for _ in range(20):
        assert _card(service.post("/gmail/home")) == "home"
    for _ in range(5):
        told = requests.get(f"{service.url}/metrics", timeout=_PATIENCE).text
        assert re.search(r'inbox_answer_seconds_count\{door="gmail.home"\} 20\.0', told)

    _say_secrets(service)
    lines = [json.loads(line) for line in service.log.splitlines()]
    assert {"the database cannot be used", "something broke"} <= {line["event"] for line in lines}
    for secret in ("secret", "eyJ", "Bearer", "ana@", "maria.lopez", "sub-ana"):
        assert secret not in service.log


def _say_secrets(service: Service) -> None:
    """Everything that may go wrong with a note, a mail and tokens that nobody is to read in a log."""
    open_mail = {"messageId": EVENT_ID, "accessToken": "secret-message-token"}
    assert _card(service.post("/gmail/message", gmail=open_mail)) == "conversation"
    assert _card(service.post("/gmail/message", gmail=open_mail | {"messageId": "msg-f:7"})) == "refused"
    typed = {"note": {"stringInputs": {"value": ["a secret note"]}}}
    press = {"parameters": {"conversation": "1", "drawn": "x", "back": "1"}, "formInputs": typed}
    with closing(sqlite3.connect(service.folder / "inbox.db")) as connection:
        connection.execute("ALTER TABLE note RENAME TO note_elsewhere")
        assert _card(service.post("/gmail/actions/add-note", commonEventObject=press)) == "database-down"
        connection.execute("ALTER TABLE note_elsewhere RENAME TO note")
        connection.execute("ALTER TABLE note ADD COLUMN dislikes TEXT CHECK (text <> 'a secret note')")
    assert _card(service.post("/gmail/actions/add-note", commonEventObject=press)) == "our-fault"
    requests.post(f"{service.url}/hooks/gmail", data=b"a secret push", timeout=_PATIENCE)


def _card(answer: Any) -> str:
    action = answer.get("renderActions", answer)["action"]
    return str(next(iter(action["navigations"][-1].values()))["name"])


def _fill(folder: Path) -> None:
    engine = sqlite.fresh_engine(folder)
    now = datetime.now(UTC)
    with database.unit_of_work(database.sessions(engine)) as session:
        clinic = found(session, now=now)
        tracked(session, clinic.front_desk, now=now, subject="a secret subject", text="a secret text")
    engine.dispose()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the service ended"
        try:
            if requests.get(url, timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("the service does not answer")
