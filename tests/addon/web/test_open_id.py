"""What a provider gives for a code says who signed in only if every part of it is right: the cases, one by one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr

from addon.identity import Claims, Unauthentic
from addon.open_id import Attempt, OpenId, Provider, Unreachable
from addon.sign_in_providers import google, microsoft
from inbox.settings import Settings
from tests.addon.conftest import RING
from tests.addon.entra import APPLICATION, AUTHORITY, OTHER_TENANT, TENANT, Entra, oid_of
from tests.addon.outlook.test_entra import FORGED, STRANGE, US, says
from tests.addon.sidebar import PUBLIC

NONCE, VERIFIER, BACK = "n" * 64, "v" * 64, "https://inbox.example.org/app/sign-in/microsoft/back"
ATTEMPT = Attempt("", "s" * 64, NONCE, VERIFIER)
SETTINGS = Settings.model_validate({
    "public_url": PUBLIC, "secret_keys": RING, "google_client_id": "client",
    "google_addon_account": "addon@example.org", "entra_client_id": APPLICATION,
})  # fmt: skip
OF_SCOPES = {
    "of an application itself", "with a scope that only begins like ours", "an id token", "scopes that are a list",
    "an audience that is a list",
}  # fmt: skip
"""What matters of tokens for our doors alone."""
WRONG = {name: make for name, make in (FORGED | STRANGE).items() if name not in OF_SCOPES} | {
    "without the nonce": says(nonce=None),
    "with another nonce": says(nonce="m" * 64),
    "with a nonce that is a list": says(nonce=[NONCE]),
    "meant for another, too, who asked for it": says(aud=[APPLICATION, "other"], azp="other"),
    "given out beside another access token": says(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "issued in the future": lambda entra: entra.token(iat=4_000_000_000),
    "very long": says(padding="x" * 30_000),
    "garbage": lambda _entra: "rubbish",
    "parts of garbage": lambda _entra: "a.b.c",
    "empty": lambda _entra: "",
}  # fmt: skip
SLOW: dict[str, tuple[int, bytes]] = {
    "trouble": (503, b"{}"), "a page": (200, b"<html>"), "a list": (200, b"[]"), "another place": (302, b""),
}  # fmt: skip


class Place(Entra):
    """A provider that answers a code with whatever a test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.answer: tuple[int, bytes] = (200, b"{}")
        self.asked: dict[str, list[str]] = {}
        self.published_at: dict[str, str] = {}
        self._own = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._own.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._own.server_port}"

    def token(self, **claims: Any) -> str:
        """An ID token that says these claims; None leaves one out."""
        return super().token(**{"nonce": NONCE, "scp": None, **claims})

    def gives(self, **said: object) -> None:
        self.answer = (200, json.dumps({"access_token": "a", "token_type": "Bearer", **said}).encode())

    def stop(self) -> None:
        super().stop()
        self._own.shutdown()
        self._own.server_close()


def _handler(place: Place) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {"authorization_endpoint": f"{place.origin}/authorize", "token_endpoint": f"{place.origin}/token",
                     "jwks_uri": place.keys_url, **place.published_at}  # fmt: skip
            self._send(200, json.dumps(found).encode())

        def do_POST(self) -> None:
            place.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._send(*place.answer)

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Location", f"{place.origin}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Tests stay quiet."""

    return Handler


@pytest.fixture(scope="module")
def standing() -> Iterator[Place]:
    one = Place()
    yield one
    one.stop()


@pytest.fixture
def place(standing: Place) -> Place:
    standing.reset()
    standing.published_at = {}
    return standing


def _open_id(place: Place, like: Provider, now: datetime) -> OpenId:
    return OpenId(
        Provider(like.key, like.name, place.origin, f"{place.origin}/discovery", APPLICATION, SecretStr("hush"),
                 like.person), lambda: now,
    )  # fmt: skip


@pytest.fixture
def entra(place: Place, now: datetime) -> OpenId:
    return _open_id(place, microsoft(SETTINGS, US), now)


@pytest.fixture
def at_google(place: Place, now: datetime) -> OpenId:
    place.issuer = None
    return _open_id(place, google(SETTINGS), now)


def test_a_good_answer_says_who_signed_in(place: Place, entra: OpenId) -> None:
    place.gives(id_token=place.of("ana@clinic.example.org", aud=[APPLICATION]))
    found = entra.finish("code", ATTEMPT, BACK)

    assert (found.subject, found.tenant) == (oid_of("ana@clinic.example.org"), TENANT)
    assert (found.issuer, found.email_verified) == (f"{AUTHORITY}/{TENANT}/v2.0", True)
    assert place.asked == {
        "grant_type": ["authorization_code"], "code": ["code"], "code_verifier": [VERIFIER], "redirect_uri": [BACK],
        "client_id": [APPLICATION], "client_secret": ["hush"],
    }  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_nothing_else_does(place: Place, entra: OpenId, what: str) -> None:
    place.gives(id_token=WRONG[what](place))

    with pytest.raises(Unauthentic):
        entra.finish("code", ATTEMPT, BACK)


def test_an_answer_without_a_token_says_nothing(place: Place, entra: OpenId) -> None:
    for said in ({}, {"id_token": None}, {"id_token": 5}, {"error": "invalid_grant"}):
        place.gives(**said)
        with pytest.raises(Unauthentic):
            entra.finish("code", ATTEMPT, BACK)


def test_a_guests_address_proves_nothing(place: Place, entra: OpenId) -> None:
    place.gives(id_token=place.of("ana@clinic.example.org", idp=f"https://sts.windows.net/{OTHER_TENANT}/"))

    assert entra.finish("code", ATTEMPT, BACK).email_verified is False


def test_a_key_of_another_tenant_signs_for_nobody_here(place: Place, entra: OpenId) -> None:
    place.issuer = f"{AUTHORITY}/{OTHER_TENANT}/v2.0"
    place.gives(id_token=place.token())

    with pytest.raises(Unauthentic):
        entra.finish("code", ATTEMPT, BACK)


@pytest.mark.parametrize("what", SLOW)
def test_a_provider_in_trouble_is_no_refusal(place: Place, entra: OpenId, what: str) -> None:
    place.answer = SLOW[what]

    with pytest.raises(Unreachable):
        entra.finish("code", ATTEMPT, BACK)


def test_google_vouches_for_an_address_or_does_not(place: Place, at_google: OpenId) -> None:
    said = {"iss": "https://accounts.google.com", "sub": "7", "email": "Ana@clinic.example.org", "azp": APPLICATION}
    place.gives(id_token=place.token(**said, email_verified=True))
    assert at_google.finish("code", ATTEMPT, BACK) == Claims("7", "ana@clinic.example.org", True, "")

    place.gives(id_token=place.token(**said, email_verified="true"))
    assert at_google.finish("code", ATTEMPT, BACK).email_verified is False
    for wrong in ({"iss": f"{AUTHORITY}/{TENANT}/v2.0"}, {"iss": "https://accounts.google.com.example.org"},
                  {"sub": ""}, {"sub": None}):  # fmt: skip
        place.gives(id_token=place.token(**said | wrong))
        with pytest.raises(Unauthentic):
            at_google.finish("code", ATTEMPT, BACK)


@pytest.mark.parametrize(("name", "address"), [
    ("authorization_endpoint", "https://evil.example.com/authorize"), ("token_endpoint", "ftp://example.org/token"),
    ("authorization_endpoint", "http://127.0.0.1:1.example.com/authorize"), ("jwks_uri", "file:///etc/passwd"),
])  # fmt: skip
def test_a_discovery_document_that_leads_elsewhere_is_not_followed(
    place: Place, entra: OpenId, name: str, address: str
) -> None:
    place.published_at = {name: address}

    with pytest.raises(Unreachable):
        entra.begin(BACK)
