"""The token endpoint."""

import time
from typing import Any

import google.auth.transport.requests
import pytest
import requests
from google.auth.exceptions import RefreshError
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials

from simulator.google import jwt, keys
from tests.simulator.running import EVERYTHING, MODIFY, ROBOT, Running, credentials, key_file

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def refresh(held: Any) -> Any:
    """Get an access token with Google's own client."""
    with requests.Session() as session:
        held.refresh(google.auth.transport.requests.Request(session))
    return held


def refused(held: Any) -> dict[str, str]:
    """What the endpoint says when it refuses."""
    with pytest.raises(RefreshError) as caught:
        refresh(held)
    said: dict[str, str] = caught.value.args[1]
    return said


def asserted(simulator: Running, mailbox: str, *, signed_by: str = "", **claims: Any) -> dict[str, Any]:
    """The answer to an assertion of our own making."""
    file = key_file(simulator)
    now = int(time.time())
    said = {
        "iss": ROBOT,
        "sub": mailbox,
        "scope": EVERYTHING,
        "aud": f"{simulator.url}/token",
        "iat": now,
        "exp": now + 3600,
        **claims,
    }
    key = keys.load_private(signed_by or file["private_key"])
    form = {"grant_type": JWT_BEARER, "assertion": jwt.sign(said, key, file["private_key_id"])}
    answer: dict[str, Any] = requests.post(f"{simulator.url}/token", data=form, timeout=10).json()
    return answer


def test_a_service_account_gets_a_token_for_a_mailbox(simulator: Running, mailbox: str) -> None:
    held = refresh(credentials(simulator, mailbox))

    answer = simulator.call("GET", "/gmail/v1/users/me/profile", held.token)

    assert answer.json()["emailAddress"] == mailbox
    assert held.valid


def test_a_service_account_without_a_mailbox_has_no_mail(simulator: Running) -> None:
    held = refresh(credentials(simulator, ""))

    answer = simulator.call("GET", "/gmail/v1/users/me/profile", held.token)

    assert answer.json()["error"]["status"] == "FAILED_PRECONDITION"


def test_scopes_that_were_not_delegated_are_refused(simulator: Running, mailbox: str) -> None:
    file = key_file(simulator, "reader@clinic.iam.gserviceaccount.com", [MODIFY])
    held = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        file, subject=mailbox
    )

    assert refresh(held.with_scopes([MODIFY])).valid
    assert refused(held.with_scopes([MODIFY, EVERYTHING]))["error"] == "unauthorized_client"


def test_a_mailbox_that_does_not_exist_is_refused(simulator: Running) -> None:
    assert refused(credentials(simulator, "nobody@example.org"))["error_description"] == "Invalid email or User ID"


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ({"iss": "stranger@example.iam.gserviceaccount.com"}, "invalid_grant"),
        ({"aud": "https://elsewhere.example.com/token"}, "invalid_grant"),
        ({"iat": 1_000_000_000, "exp": 1_000_003_600}, "invalid_grant"),
        ({"exp": int(time.time()) + 7300}, "invalid_grant"),
        ({"iat": None}, "invalid_grant"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
def test_an_assertion_that_is_not_right_is_refused(
    simulator: Running, mailbox: str, claims: dict[str, Any], error: str
) -> None:
    assert asserted(simulator, mailbox, **claims)["error"] == error


def test_an_assertion_signed_by_another_key_is_refused(simulator: Running, mailbox: str) -> None:
    other = keys.private_pem(keys.new_private_key())

    answer = asserted(simulator, mailbox, signed_by=other)

    assert answer == {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}


@pytest.mark.parametrize("assertion", ["", "a.b.c", "e30.e30.e30"])
def test_what_is_no_token_is_refused(simulator: Running, assertion: str) -> None:
    form = {"grant_type": JWT_BEARER, "assertion": assertion}
    answer = requests.post(f"{simulator.url}/token", data=form, timeout=10)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_another_kind_of_grant_is_refused(simulator: Running) -> None:
    answer = requests.post(f"{simulator.url}/token", data={"grant_type": "password"}, timeout=10)

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def installed(simulator: Running, mailbox: str, **more: str) -> Credentials:
    """A person who let a client in."""
    simulator.post("oauth-clients", {"id": "client-1", "secret": "hush"})
    granted = simulator.post("oauth-users", {"client_id": "client-1", "email": mailbox, "scopes": [MODIFY]})
    values = {"client_id": "client-1", "client_secret": "hush", **granted, **more}
    return Credentials(  # type: ignore[no-untyped-call]
        None, token_uri=f"{simulator.url}/token", **values
    )


def test_an_installed_user_gets_a_token_until_the_consent_is_withdrawn(simulator: Running, mailbox: str) -> None:
    held = refresh(installed(simulator, mailbox))
    profile = simulator.call("GET", "/gmail/v1/users/me/profile", held.token)

    simulator.delete("oauth-users", email=mailbox)
    afterwards = simulator.call("GET", "/gmail/v1/users/me/profile", held.token)

    assert (profile.status_code, afterwards.status_code) == (200, 401)
    assert refused(held) == {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    }


def test_an_installed_user_can_revoke_the_token_itself(simulator: Running, mailbox: str) -> None:
    held = installed(simulator, mailbox)

    answer = requests.post(f"{simulator.url}/revoke", data={"token": held.refresh_token}, timeout=10)
    again = requests.post(f"{simulator.url}/revoke", data={"token": "unknown"}, timeout=10)

    assert (answer.status_code, again.status_code) == (200, 400)
    assert refused(held)["error"] == "invalid_grant"


@pytest.mark.parametrize("wrong", [{"client_id": "client-2"}, {"client_secret": "guess"}])
def test_a_client_google_does_not_know_is_refused(simulator: Running, mailbox: str, wrong: dict[str, str]) -> None:
    assert refused(installed(simulator, mailbox, **wrong))["error"] == "invalid_client"
