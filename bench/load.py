"""Sending requests to a server on this machine: a fixed number of connections, one request in flight on each."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.table import p95


@dataclass(frozen=True)
class Load:
    """What came of it. Times in milliseconds."""

    per_second: float
    p50: float
    p95: float
    failures: int


@dataclass
class _Connection:
    socket: socket.socket
    sent_at: float = 0.0
    received: bytearray | None = None
    missing: int = -1


def request(path: str, *, body: bytes = b"", headers: dict[str, str] | None = None, method: str = "POST") -> bytes:
    """One HTTP/1.1 request as bytes, to be sent many times."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: keep-alive", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def run(port: int, requests: Sequence[bytes], *, connections: int, total: int) -> Load:
    """Send `total` requests, taken in turn from `requests`, over `connections`. Only ever to loopback."""
    selector = selectors.DefaultSelector()
    times: list[float] = []
    failures = sent = 0
    started = time.perf_counter()
    for _ in range(connections):
        connection = _Connection(socket.create_connection(("127.0.0.1", port)))
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        _send(connection, requests[sent % len(requests)])
        sent += 1
    while len(times) < total:
        for key, _ in selector.select(30):
            connection = key.data
            if not _receive(connection):
                continue
            times.append((time.perf_counter() - connection.sent_at) * 1000)
            failures += not bytes(connection.received or b"").startswith(b"HTTP/1.1 200")
            if sent < total:
                _send(connection, requests[sent % len(requests)])
                sent += 1
    seconds = time.perf_counter() - started
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    return Load(total / seconds, median(times), p95(times), failures)


def once(port: int, data: bytes) -> bytes:
    """Send one request and give the whole answer, so that it can be looked at before it is counted."""
    connection = _Connection(socket.create_connection(("127.0.0.1", port)))
    _send(connection, data)
    while not _receive(connection):
        pass
    connection.socket.close()
    return bytes(connection.received or b"")


def _send(connection: _Connection, data: bytes) -> None:
    connection.received, connection.missing = bytearray(), -1
    connection.sent_at = time.perf_counter()
    connection.socket.sendall(data)


def _receive(connection: _Connection) -> bool:
    """Read what is there; whether the answer is complete."""
    data = connection.socket.recv(262_144)
    if not data:
        raise ConnectionError("the server closed a connection in the middle")
    assert connection.received is not None
    connection.received += data
    if connection.missing < 0:
        end = connection.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(connection.received[:end]).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        connection.missing = end + 4 + length
    return len(connection.received) >= connection.missing
