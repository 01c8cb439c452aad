"""Microsoft Entra as the doors of Outlook see it in tests: signs tokens with its own keys and publishes these."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from simulator.google import jwt, keys

AUTHORITY = "https://login.microsoftonline.com"
APPLICATION = "0a1b2c3d-0000-4000-8000-000000000001"
TENANT = "7e57c11c-0000-4000-8000-00000000000a"
"""Of the clinic."""
OTHER_TENANT = "7e57c11c-0000-4000-8000-00000000000b"
APP_URI = f"api://inbox.example.org/{APPLICATION}"


class Entra:
    """One key after the other, a web server for the key set, and a count of how often it was fetched."""

    def __init__(self) -> None:
        self.reset()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def reset(self) -> None:
        """As on the first day."""
        self.fetches = 0
        self.is_down = False
        self.issuer: str | None = f"{AUTHORITY}/{{tenantid}}/v2.0"
        """What the published keys say whom they sign for; None: nothing."""
        self.rotate("first")

    @property
    def keys_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/common/discovery/v2.0/keys"

    def rotate(self, name: str) -> None:
        """Sign with a new key from now on; the ones before are no longer published."""
        self.name, self.key = name, _key(name)

    def token(self, *, key: RSAPrivateKey | None = None, tenant: str = TENANT, **claims: Any) -> str:
        """An access token for our service that says these claims; None leaves one out."""
        moment = int(time.time())
        said = {
            "aud": APPLICATION, "iss": f"{AUTHORITY}/{tenant}/v2.0", "iat": moment, "nbf": moment,
            "exp": moment + 3600, "azp": APPLICATION, "azpacr": "0", "name": "Somebody", "oid": oid_of("somebody"),
            "preferred_username": "somebody@clinic.example.org", "scp": "access_as_user", "sub": "pairwise",
            "tid": tenant, "ver": "2.0", **claims,
        }  # fmt: skip
        return jwt.sign({name: value for name, value in said.items() if value is not None}, key or self.key, self.name)

    def of(self, address: str, **claims: Any) -> str:
        """The token of a person; the object id is made from the address."""
        return self.token(**{"oid": oid_of(address), "preferred_username": address, **claims})

    def published(self) -> dict[str, Any]:
        """The key set."""
        numbers = self.key.public_key().public_numbers()
        one = {"kty": "RSA", "use": "sig", "kid": self.name, "n": _text(numbers.n), "e": _text(numbers.e)}
        return {"keys": [one | ({"issuer": self.issuer} if self.issuer else {})]}

    def stop(self) -> None:
        """End the web server."""
        self._server.shutdown()
        self._server.server_close()


def oid_of(name: str) -> str:
    """An object id, the same for the same name."""
    digits = hashlib.sha256(name.encode()).hexdigest()[:32]
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


_made: dict[str, RSAPrivateKey] = {}


def _key(name: str) -> RSAPrivateKey:
    """Keys are slow to make: each is made once for all tests."""
    if name not in _made:
        _made[name] = keys.new_private_key()
    return _made[name]


def _text(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()


def _handler(entra: Entra) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            entra.fetches += 1
            body = json.dumps(entra.published()).encode()
            self.send_response(503 if entra.is_down else 200)
            self.send_header("Cache-Control", "max-age=86400, private")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Tests stay quiet."""

    return Handler
