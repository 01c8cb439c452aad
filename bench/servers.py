"""Ports and waiting, for measurements that start processes of their own."""

from __future__ import annotations

import socket
import time
from subprocess import Popen


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: Popen[bytes], *, within: float = 30.0) -> None:
    """Wait until somebody listens. Raises RuntimeError if the process ends or time runs out."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("the server did not listen in time")
