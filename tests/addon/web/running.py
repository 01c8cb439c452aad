"""The web page's service on a real port, and browsers that listen to its news."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from flask import Flask
from werkzeug.serving import make_server

from tests.addon.visitor import Visitor, desk_of
from tests.addon.web.conftest import ORIGIN

PATIENCE = 10


@dataclass
class Ear:
    """An open stream, listened to in the background."""

    answer: requests.Response
    heard: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        for line in self.answer.iter_lines(chunk_size=1, decode_unicode=True):
            self.heard.append(line)
        self.is_over.set()

    def hears(self, line: str, times: int = 1) -> bool:
        """Wait until a line came so often."""
        return comes(lambda: self.heard.count(line) >= times)

    @property
    def mark(self) -> str:
        """Where a browser would go on."""
        return [line for line in self.heard if line.startswith("id: ")][-1].removeprefix("id: ")


@dataclass
class Listening:
    """Browsers that hold streams of the running service."""

    ears: list[Ear] = field(default_factory=list)

    def __call__(self, who: Visitor, conversation: int | None = None, mark: str = "") -> Ear:
        query = {} if conversation is None else {"conversation": str(conversation)}
        answer = requests.get(
            f"{ORIGIN}/app/live", params=query, headers={"Last-Event-ID": mark} if mark else {}, stream=True,
            cookies={"inbox": who.cookies["inbox"]}, timeout=PATIENCE,
        )  # fmt: skip
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        ear = Ear(answer)
        threading.Thread(target=ear.listen, daemon=True).start()
        self.ears.append(ear)
        return ear


def comes(is_so: Callable[[], bool]) -> bool:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def running(app: Flask) -> Iterator[Listening]:
    """The service on a real port, and every stream ended when it stops."""
    place = urlsplit(ORIGIN)
    server = make_server(str(place.hostname), place.port or 0, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    listening = Listening()
    try:
        yield listening
        desk_of(app).streams.may_go_on = lambda: False
        assert all(ear.is_over.wait(PATIENCE) for ear in listening.ears), "a stream goes on"
        assert comes(lambda: desk_of(app).streams.held == 0)
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()
