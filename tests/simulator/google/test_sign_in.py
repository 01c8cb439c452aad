"""Signing in with Google."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

import google.auth.transport.requests
import pytest
import requests
from google.oauth2 import id_token

from tests.simulator.running import Running

REDIRECT = "https://inbox.example.org/signed-in"
VERIFIER = "a verifier that nobody guesses, as it is long enough"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def client(simulator: Running) -> str:
    """An OAuth client people can come back to."""
    name = f"client-{secrets.token_hex(4)}"
    simulator.post("oauth-clients", {"id": name, "secret": "open sesame", "redirects": [REDIRECT]})
    return name


def authorize(simulator: Running, client: str, **more: str) -> requests.Response:
    query = {
        "client_id": client, "redirect_uri": REDIRECT, "response_type": "code", "scope": "openid email profile",
        "state": "here", "nonce": "once", "code_challenge": CHALLENGE, "code_challenge_method": "S256", **more,
    }  # fmt: skip
    at = requests.get(f"{simulator.url}/.well-known/openid-configuration", timeout=10).json()["authorization_endpoint"]
    return requests.get(at, params=query, timeout=10, allow_redirects=False)


def brought(answer: requests.Response) -> dict[str, str]:
    """What the browser brings back."""
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def redeem(simulator: Running, client: str, code: str, **more: str) -> Any:
    form = {
        "grant_type": "authorization_code", "client_id": client, "client_secret": "open sesame", "code": code,
        "redirect_uri": REDIRECT, "code_verifier": VERIFIER, **more,
    }  # fmt: skip
    return requests.post(f"{simulator.url}/token", data=form, timeout=10).json()


def test_somebody_signs_in_with_a_code_that_is_good_once(simulator: Running, client: str, mailbox: str) -> None:
    answer = brought(authorize(simulator, client, login_hint=mailbox, access_type="offline"))

    tokens = redeem(simulator, client, answer["code"])

    with requests.Session() as session:
        claims: Any = id_token.verify_token(  # type: ignore[no-untyped-call]
            tokens["id_token"], google.auth.transport.requests.Request(session), audience=client,
            certs_url=f"{simulator.url}/oauth2/v1/certs",
        )  # fmt: skip
    about = simulator.call("GET", "/v1/userinfo", tokens["access_token"]).json()
    assert (answer["state"], claims["nonce"], claims["email"], claims["name"]) == ("here", "once", mailbox, "Reception")
    assert (about["sub"], about["email"]) == (claims["sub"], mailbox)
    assert tokens["refresh_token"]
    assert redeem(simulator, client, answer["code"])["error"] == "invalid_grant"


def test_a_code_is_good_only_with_its_verifier_and_its_way_back(simulator: Running, client: str, mailbox: str) -> None:
    code = brought(authorize(simulator, client, login_hint=mailbox))["code"]

    assert redeem(simulator, client, code, code_verifier="guessed")["error"] == "invalid_grant"
    assert redeem(simulator, client, code, redirect_uri="https://elsewhere.example")["error"] == "redirect_uri_mismatch"
    assert redeem(simulator, client, code, client_secret="guessed")["error"] == "invalid_client"
    assert "refresh_token" not in redeem(simulator, client, code)


def test_people_choose_who_they_are_or_go_away(simulator: Running, client: str, mailbox: str) -> None:
    page = authorize(simulator, client)
    query = requests.Request("GET", page.url).prepare().url or ""

    assert mailbox in page.text
    chosen = requests.post(query, data={"account": mailbox}, timeout=10, allow_redirects=False)
    gone = requests.post(query, data={"cancel": "1"}, timeout=10, allow_redirects=False)
    assert "code" in brought(chosen)
    assert brought(gone) == {"error": "access_denied", "state": "here"}
    assert brought(authorize(simulator, client, prompt="none"))["error"] == "interaction_required"


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"redirect_uri": "https://elsewhere.example"}, 400, "redirect_uri_mismatch"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"scope": "everything"}, 400, "invalid_scope"),
        ({"code_challenge_method": "plain"}, 400, "invalid_request"),
    ],
)
def test_a_request_that_makes_no_sense_sends_nobody_back(
    simulator: Running, client: str, wrong: dict[str, str], status: int, error: str
) -> None:
    answer = authorize(simulator, client, **wrong)

    assert answer.status_code == status
    assert error in answer.text
