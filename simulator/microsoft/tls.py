"""TLS for those who insist on it: a certificate of our own, and the same application behind it."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from simulator.config import Config
from simulator.microsoft.database import beside

STOPS_WITHIN = 0.05
LIFETIME = timedelta(days=365)
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


def make_certificate(path: Path, names: list[str]) -> Path:
    """A certificate for these names in a file, its key in another; one that is there stays, for those who trust it."""
    if path.exists():
        return path
    key = ec.generate_private_key(ec.SECP256R1())
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key_file(path).write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    key_file(path).chmod(0o600)
    path.write_bytes(certificate(key, names).public_bytes(serialization.Encoding.PEM))
    return path


def key_file(path: Path) -> Path:
    """Where the key of a certificate lies."""
    return path.with_suffix(".key")


def certificate(key: ec.EllipticCurvePrivateKey, names: list[str]) -> x509.Certificate:
    """A certificate that signs itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Simulated Entra")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([alternative(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@contextmanager
def serving(app: Flask, config: Config, host: str) -> Iterator[None]:
    """Answer over TLS in the background for as long as this lasts."""
    path = config.microsoft.certificate
    assert path is not None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key_file(path))
    server = make_server(
        host, config.microsoft.tls_port, app, threaded=True, request_handler=Quiet, ssl_context=context
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
