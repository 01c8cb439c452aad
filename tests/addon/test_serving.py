"""The service as it is run: gunicorn, two processes, real sockets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests import sqlite
from tests.addon.conftest import RING
from tests.addon.google import ACCOUNT, CLIENT, PUSHER, Google
from tests.addon.sidebar import PUBLIC
from tests.simulator.running import free_port
from tests.valkey import Valkey

_RUN = "from addon import serving; from inbox import settings; serving.run(settings.load(), host='127.0.0.1', port={})"
_PATIENCE = 30


@pytest.fixture
def address(tmp_path: Path, valkey: Valkey, google: Google) -> Iterator[str]:
    """Where the service listens. It must end when it is asked to, and leave nothing behind."""
    sqlite.fresh_engine(tmp_path).dispose()
    measures = tmp_path / "temporary"
    measures.mkdir()
    told = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'inbox.db'}", "REDIS_URL": valkey.url, "PUBLIC_URL": PUBLIC,
        "SECRET_KEYS": RING, "GOOGLE_CLIENT_ID": CLIENT, "GOOGLE_ADDON_ACCOUNT": ACCOUNT, "WEB_WORKERS": "2",
        "GOOGLE_PUSH_ACCOUNT": PUSHER, "GOOGLE_CERTS_URL": google.certs_url, "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    environment = {**os.environ, **{f"INBOX_{name}": value for name, value in told.items()}, "TMPDIR": str(measures)}
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", _RUN.format(port)], env=environment)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(_PATIENCE) == 0
    assert list(measures.glob("inbox-measures-*")) == []


def test_two_processes_answer_as_one(address: str, google: Google) -> None:
    for _ in range(20):
        token = google.system(PUBLIC + "/gmail/home")
        event = {"authorizationEventObject": {"userIdToken": google.of("nobody@clinic.example.org")}}
        answer = requests.post(
            f"{address}/gmail/home", json=event, headers={"Authorization": f"Bearer {token}"}, timeout=_PATIENCE
        )
        assert answer.json()["action"]["navigations"][0]["pushCard"]["name"] == "no-access"

    for _ in range(5):
        told = requests.get(f"{address}/metrics", timeout=_PATIENCE).text
        assert re.search(r'inbox_answer_seconds_count\{door="gmail.home"\} 20\.0', told)


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
