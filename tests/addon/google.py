"""Google as the add-on's doors see it in tests: signs tokens with its own keys and publishes their certificates."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from simulator.google import jwt, keys

ACCOUNT = "service-1@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
PUSHER = "push@project.iam.gserviceaccount.com"
CLIENT = "1-clinic.apps.googleusercontent.com"


class Google:
    """One key after the other, a web server for the certificates, and a count of how often they were fetched."""

    def __init__(self) -> None:
        self.reset()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def reset(self) -> None:
        """As on the first day."""
        self.keys: dict[str, RSAPrivateKey] = {}
        self.fetches = 0
        self.is_down = False
        self.max_age: int | None = 3600
        self.rotate("first")

    @property
    def certs_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/oauth2/v1/certs"

    def rotate(self, name: str) -> None:
        """Sign with a new key from now on; the ones before are no longer published."""
        self.keys = {name: _key(name)}

    def token(self, *, key: RSAPrivateKey | None = None, **claims: Any) -> str:
        """A token that says these claims; None leaves one out."""
        moment = int(time.time())
        name, own = next(iter(self.keys.items()))
        said = {"iss": "https://accounts.google.com", "iat": moment, "exp": moment + 3600, **claims}
        return jwt.sign({key: value for key, value in said.items() if value is not None}, key or own, name)

    def system(self, audience: str, **claims: Any) -> str:
        """Google's own token, meant for one address."""
        said: dict[str, Any] = {"aud": audience, "email": ACCOUNT, "email_verified": True, "sub": "1"}
        return self.token(**said | claims)

    def of(self, email: str, **claims: Any) -> str:
        """The token of a person; the subject is made from the address."""
        domain = email.rpartition("@")[2]
        said: dict[str, Any] = {"aud": CLIENT, "email": email, "email_verified": True, "sub": f"sub-{email}"}
        return self.token(**said | {"hd": domain} | claims)

    def certificates(self) -> Mapping[str, str]:
        """What is published."""
        return {
            name: keys.self_signed(key, datetime.now(UTC)).public_bytes(serialization.Encoding.PEM).decode()
            for name, key in self.keys.items()
        }

    def stop(self) -> None:
        """End the web server."""
        self._server.shutdown()
        self._server.server_close()


_made: dict[str, RSAPrivateKey] = {}


def _key(name: str) -> RSAPrivateKey:
    """Keys are slow to make: each is made once for all tests."""
    if name not in _made:
        _made[name] = keys.new_private_key()
    return _made[name]


def _handler(google: Google) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            google.fetches += 1
            body = json.dumps(google.certificates()).encode()
            self.send_response(503 if google.is_down else 200)
            if google.max_age is not None:
                self.send_header("Cache-Control", f"public, max-age={google.max_age}, must-revalidate")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Tests stay quiet."""

    return Handler
