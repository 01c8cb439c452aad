"""What this machine can do at best: a trivial route under gunicorn, and the standard library's mail parser."""

from __future__ import annotations

import email
import email.policy
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email.message import Message
from subprocess import Popen
from tempfile import TemporaryDirectory

from flask import Flask

from bench import load
from bench.servers import free_port, wait_for_port

app = Flask(__name__)


@app.get("/trivial")
def trivial() -> dict[str, bool]:
    """The least that Flask can answer."""
    return {"ok": True}


@contextmanager
def gunicorn(
    application: str, *, workers: int = 2, threads: int = 4, environment: dict[str, str] | None = None
) -> Iterator[tuple[int, int]]:
    """Serve a WSGI application; gives its port and the process id of the master."""
    port = free_port()
    with TemporaryDirectory() as folder:
        process = Popen(
            [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(workers),
             "--threads", str(threads), "--worker-class", "gthread", "--log-level", "warning", "--preload",
             "--keep-alive", "30", "--worker-tmp-dir", folder],
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        try:
            wait_for_port(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait()


def trivial_route(*, requests: int = 5000) -> load.Load:
    """How fast the trivial route is answered at concurrency 8."""
    with gunicorn("bench.limits:app") as (port, _):
        asked = [load.request("/trivial", method="GET")]
        load.run(port, asked, connections=8, total=500)
        return load.run(port, asked, connections=8, total=requests)


def parsing(raws: Sequence[bytes], policy: str) -> float:
    """Mails per second that the standard library parses and decodes: every header, every text part."""
    chosen = email.policy.compat32 if policy == "compat32" else email.policy.default
    started = time.perf_counter()
    for raw in raws:
        _decode(email.message_from_bytes(raw, policy=chosen))
    return len(raws) / (time.perf_counter() - started)


def _decode(message: Message) -> None:
    for _, value in message.items():
        str(value)
    for part in message.walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            if part.get_content_maintype() == "text" and isinstance(content, bytes):
                content.decode(part.get_content_charset() or "utf-8", "replace")


def best_of(runs: int, measure: Callable[[], float]) -> list[float]:
    """The same measurement several times."""
    return [measure() for _ in range(runs)]
