"""Workers and tickers as processes of their own, each ended by its pid."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workers.runtime import Runtime

PATIENCE = 30.0


@contextmanager
def worker(runtime: Runtime, reader: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A worker that knows the errands of the tests, too; its local model is the small one, or built by `reader`."""
    with _running("tests.workers.a_worker", runtime, *([reader] if reader else [])) as process:
        yield process


@contextmanager
def ticker(runtime: Runtime) -> Iterator[subprocess.Popen[bytes]]:
    """A ticker."""
    with _running("tests.workers.a_ticker", runtime) as process:
        yield process


def eventually(is_so: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < deadline, f"not in {patience} seconds: {what}"
        time.sleep(0.02)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that it started itself."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def kill(process: subprocess.Popen[bytes]) -> None:
    """The process and its children, without farewell. A child may have ended by itself meanwhile."""
    below = children(process)
    process.kill()
    for pid in below:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(PATIENCE)


@contextmanager
def _running(module: str, runtime: Runtime, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    given = runtime.settings.model_dump(mode="json", exclude={"secret_keys", "gmail_units"})
    environment = {f"INBOX_{name.upper()}": str(value) for name, value in given.items()}
    environment["INBOX_SECRET_KEYS"] = runtime.settings.secret_keys.get_secret_value()
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                kill(process)
