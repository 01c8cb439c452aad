"""TLS for those who insist on it: the same application behind a certificate of our own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from simulator.certificates import make_certificate, shown_by
from simulator.config import Config
from simulator.microsoft.database import beside

STOPS_WITHIN = 0.05
NAMES = ("localhost", "127.0.0.1", "::1")


class Quiet(WSGIRequestHandler):
    """Answers without a line for each request, and keeps connections open."""

    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        """Every caller has a thread, and with it connections to the state files that must not outlive it."""
        try:
            super().handle()
        finally:
            worlds = self.server.app.extensions  # type: ignore[attr-defined]
            worlds["microsoft"].store.release()
            worlds["google"].store.database.release()

    def log(self, kind: str, message: str, *args: object) -> None:
        """The log of calls has it already."""


def prepared(config: Config, host: str) -> Config:
    """The configuration with a certificate, a port, and the address under which Entra is known."""
    microsoft = config.microsoft
    port = microsoft.tls_port or free_port(host)
    url = (microsoft.entra_url or f"https://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}").rstrip("/")
    names = {*NAMES, host, urlsplit(url).hostname or host, urlsplit(config.public_url).hostname or host}
    path = make_certificate(beside(config.state).with_suffix(".pem"), sorted(names))
    return replace(config, microsoft=replace(microsoft, tls_port=port, entra_url=url, certificate=path))


def free_port(host: str) -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: Flask, config: Config, host: str) -> Iterator[None]:
    """Answer over TLS in the background for as long as this lasts."""
    path = config.microsoft.certificate
    assert path is not None
    server = make_server(
        host, config.microsoft.tls_port, app, threaded=True, request_handler=Quiet, ssl_context=shown_by(path)
    )
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(STOPS_WITHIN,), name="tls", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
