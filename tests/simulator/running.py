"""A simulator in a process of its own, and Google's own client talking to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import google_auth_httplib2
import requests
from google.oauth2 import service_account
from googleapiclient.discovery import build_from_document
from googleapiclient.http import build_http

from simulator.google import discovery

MODIFY = "https://www.googleapis.com/auth/gmail.modify"
EVERYTHING = "https://mail.google.com/"
ROBOT = "sync@clinic.iam.gserviceaccount.com"
PATIENCE = 20


@dataclass
class Running:
    """The process, and where it listens."""

    process: subprocess.Popen[bytes]
    url: str

    def get(self, path: str, **query: str) -> Any:
        return self._answered(requests.get(f"{self.url}/simulator/{path}", params=query, timeout=10))

    def post(self, path: str, body: Any = None, **query: str) -> Any:
        return self._answered(requests.post(f"{self.url}/simulator/{path}", json=body, params=query, timeout=10))

    def put(self, path: str, body: Any) -> Any:
        return self._answered(requests.put(f"{self.url}/simulator/{path}", json=body, timeout=10))

    def delete(self, path: str, **query: str) -> Any:
        return self._answered(requests.delete(f"{self.url}/simulator/{path}", params=query, timeout=10))

    def deliver(self, mailbox: str, raw: bytes, *labels: str, at: str = "2026-03-04T09:30:00+00:00") -> str:
        """Let a mail arrive and give its id."""
        answer = requests.post(
            f"{self.url}/simulator/deliver",
            params={"mailbox": mailbox, "received_at": at, "label": labels},
            data=raw,
            timeout=10,
        )
        return str(self._answered(answer)["id"])

    def token(self, mailbox: str, *scopes: str) -> str:
        """An access token for a mailbox."""
        return str(self.post("access-tokens", {"email": mailbox, "scopes": scopes or (EVERYTHING,)})["access_token"])

    def call(self, verb: str, path: str, token: str, **more: Any) -> requests.Response:
        """A call without Google's client, to say what that never would."""
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return requests.request(verb, f"{self.url}{path}", headers=headers, timeout=10, **more)

    def _answered(self, answer: requests.Response) -> Any:
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def running(folder: Path, port: int | None = None, **settings: Any) -> Iterator[Running]:
    """A simulator that keeps its state in a folder."""
    port = port or free_port()
    file = folder / "settings.json"
    quick = {"quota_per_minute": None, "push_interval": 0, "microsoft": {"notification_backoff": 0.1}}
    file.write_text(json.dumps({**quick, **settings}))
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--state", str(folder / "state.sqlite")]
    with subprocess.Popen([*command, "--settings", str(file)], start_new_session=True) as process:
        try:
            simulator = Running(process, f"http://127.0.0.1:{port}")
            wait_until_ready(simulator)
            yield simulator
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_until_ready(simulator: Running) -> None:
    """Wait until the simulator answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            requests.get(f"{simulator.url}/simulator/state", timeout=5)
            return
        except requests.ConnectionError:
            assert time.monotonic() < deadline, "The simulator does not start"
            assert simulator.process.poll() is None, "The simulator ended at once"
            time.sleep(0.05)


def kill(simulator: Running) -> None:
    """End every process of the simulator on the spot."""
    os.killpg(simulator.process.pid, signal.SIGKILL)
    simulator.process.wait(PATIENCE)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def key_file(simulator: Running, email: str = ROBOT, scopes: Sequence[str] = ()) -> dict[str, str]:
    """The key of a service account that may use these scopes in every mailbox, or all there are."""
    delegated = list(scopes or discovery.document()["auth"]["oauth2"]["scopes"])
    found: dict[str, str] = simulator.post("service-accounts", {"email": email, "scopes": delegated})
    return found


def credentials(simulator: Running, mailbox: str, *scopes: str) -> service_account.Credentials:
    """Google's credentials for acting as a mailbox."""
    return service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call, no-any-return]
        key_file(simulator), scopes=list(scopes or (EVERYTHING,)), subject=mailbox
    )


def gmail(simulator: Running, mailbox: str, *scopes: str) -> Any:
    """Google's client for the Gmail API, talking to the simulator alone."""
    held = credentials(simulator, mailbox, *scopes)
    http = build_http()
    # A batch would fetch the first token over a connection that nobody closes.
    held.refresh(google_auth_httplib2.Request(http))  # type: ignore[no-untyped-call]
    return build_from_document(document_at(simulator.url), http=google_auth_httplib2.AuthorizedHttp(held, http=http))


@lru_cache
def document_at(url: str) -> str:
    """The description of the API with another root, so that batches and uploads move too."""
    document = dict(discovery.document())
    document |= {"rootUrl": f"{url}/", "baseUrl": f"{url}/", "mtlsRootUrl": f"{url}/"}
    return json.dumps(document)
