"""What tests of Outlook's notifications start from: the real web service at an address that Microsoft reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Response, request
from werkzeug.serving import make_server

from addon.app import create_app
from tests.office import Office
from tests.queued import Clock, work_on
from tests.simulator.running import free_port
from workers.job import UnitsOfWork


@dataclass(frozen=True)
class Notified:
    """A mailbox at Outlook, whose changes are told to the web service; what is queued waits until somebody works."""

    office: Office
    clock: Clock
    heard: list[dict[str, Any]]
    """What Microsoft told the web service, once it was answered."""

    @property
    def work(self) -> UnitsOfWork:
        return self.office.work

    def work_on(self) -> None:
        """Do what is queued."""
        work_on(self.work)

    def subscriptions(self) -> list[dict[str, Any]]:
        """What the simulated Microsoft has for this mailbox."""
        found = self.office.gmail.simulator.get("microsoft/subscriptions")["subscriptions"]
        return [one for one in found if self.office.gmail.address in one["resource"]]

    def trouble(self, kind: str, **more: object) -> None:
        fault = {"kind": kind, "mailbox": self.office.gmail.address, "times": 1, **more}
        self.office.gmail.simulator.put("faults", {"faults": [fault]})

    def happen(self, event: str) -> None:
        """Something happens to the subscription."""
        (one,) = self.subscriptions()
        self.office.gmail.simulator.post("microsoft/lifecycle", {"subscription": one["id"], "event": event})


@pytest.fixture
def heard() -> list[dict[str, Any]]:
    """Filled by the web service."""
    return []


@pytest.fixture
def notified(office: Office, heard: list[dict[str, Any]]) -> Iterator[Office]:
    """The mailbox, not read yet, and the web service."""
    port = free_port()
    there = office.with_settings(graph_notification_url=f"http://127.0.0.1:{port}/hooks/graph")
    app = create_app(there.work.runtime)

    @app.after_request
    def note(response: Response) -> Response:
        heard.extend((request.get_json(silent=True) or {}).get("value", ()))
        return response

    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield there
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def watched(notified: Office, heard: list[dict[str, Any]]) -> Notified:
    """The mailbox, read and subscribed to."""
    clock = Clock()
    office = replace(notified, work=UnitsOfWork(notified.work.runtime, clock))
    office.read_everything()
    one = Notified(office, clock, heard)
    one.work_on()
    assert office.mailbox.watch_expires_at is not None
    assert office.mailbox.watch_expires_at > clock() + timedelta(days=6)
    return one
