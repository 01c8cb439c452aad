"""Only Google itself, calling this very address, gets past the door; and only for a person it vouches for."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime

import pytest

from addon import identity
from addon.google_keys import GoogleKeys
from addon.identity import Unauthentic
from simulator.google import jwt
from simulator.google import keys as signing
from tests.addon.google import ACCOUNT, CLIENT, Google

HERE = "https://inbox.example.org/gmail/message"


@pytest.fixture
def keys(google: Google) -> GoogleKeys:
    return GoogleKeys(google.certs_url, lambda: datetime.now(UTC))


def unsigned(**claims: object) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
             for part in ({"alg": "none", "kid": "first", "typ": "JWT"}, claims)]  # fmt: skip
    return f"{parts[0]}.{parts[1]}."


def forged(google: Google) -> dict[str, str | None]:
    """What somebody might try instead of a good token."""
    now = int(time.time())
    good = google.system(HERE)
    return {
        "no header": None,
        "empty": "",
        "another scheme": f"Basic {good}",
        "no scheme": good,
        "garbage": "Bearer rubbish",
        "three parts of garbage": "Bearer a.b.c",
        "very long": "Bearer " + "a" * 20_000,
        "not signed": "Bearer " + unsigned(aud=HERE, email=ACCOUNT, email_verified=True, iat=now, exp=now + 60),
        "signed by somebody else": "Bearer " + google.system(HERE, key=signing.new_private_key()),
        "changed afterwards": "Bearer " + good[:-4] + ("AAAA" if good[-4:] != "AAAA" else "BBBB"),
        "expired": "Bearer " + google.system(HERE, iat=now - 7200, exp=now - 3600),
        "from the future": "Bearer " + google.system(HERE, iat=now + 60),
        "times that are no numbers": "Bearer " + google.system(HERE, iat="now", exp="later"),
        "without an end": "Bearer " + google.system(HERE, exp=None),
        "meant for another": "Bearer " + google.system("https://other.example.org/gmail/message"),
        "meant for another of our addresses": "Bearer " + google.system("https://inbox.example.org/gmail/home"),
        "with a slash": "Bearer " + google.system(HERE + "/"),
        "with a query": "Bearer " + google.system(HERE + "?a=1"),
        "meant for nobody": "Bearer " + google.system(HERE, aud=None),
        "another project's add-on": "Bearer "
        + google.system(HERE, email="service-2@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"),
        "no e-mail": "Bearer " + google.system(HERE, email=None),
        "e-mail not verified": "Bearer " + google.system(HERE, email_verified=False),
        "e-mail verified in words": "Bearer " + google.system(HERE, email_verified="true"),
        "another issuer": "Bearer " + google.system(HERE, iss="https://issuer.example.org"),
        "no issuer": "Bearer " + google.system(HERE, iss=None),
        "another algorithm": "Bearer " + with_header(good, {"alg": "HS256", "kid": "first"}),
        "no key named": "Bearer " + with_header(good, {"alg": "RS256"}),
        "a key that is a list": "Bearer " + with_header(good, {"alg": "RS256", "kid": ["first"]}),
        "a header that is a list": "Bearer " + with_header(good, []),
        "an unknown key": "Bearer " + with_header(good, {"alg": "RS256", "kid": "other"}),
    }


def with_header(token: str, header: object) -> str:
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return head + "." + token.partition(".")[2]


def test_googles_own_call_passes(google: Google, keys: GoogleKeys) -> None:
    for scheme in ("Bearer", "bearer"):
        identity.require_google(f"{scheme} {google.system(HERE)}", keys, audience=HERE, account=ACCOUNT)


def test_a_clock_that_is_five_seconds_ahead_is_forgiven(google: Google, keys: GoogleKeys) -> None:
    token = google.system(HERE, iat=int(time.time()) + 5)

    identity.require_google(f"Bearer {token}", keys, audience=HERE, account=ACCOUNT)


def test_nobody_else_passes(google: Google, keys: GoogleKeys) -> None:
    for what, header in forged(google).items():
        try:
            identity.require_google(header, keys, audience=HERE, account=ACCOUNT)
        except Unauthentic:
            continue
        pytest.fail(f"passed: {what}")


def test_without_a_configured_audience_nobody_passes(google: Google, keys: GoogleKeys) -> None:
    with pytest.raises(Unauthentic):
        identity.require_google(f"Bearer {google.system('')}", keys, audience="", account=ACCOUNT)


def test_the_users_token_says_who_they_are(google: Google, keys: GoogleKeys) -> None:
    claims = identity.user(google.of("Ana@clinic.example.org", sub="42"), keys, client_id=CLIENT)

    assert (claims.subject, claims.email, claims.email_verified) == ("42", "ana@clinic.example.org", True)
    assert claims.hosted_domain == "clinic.example.org"
    assert claims.issuer == "https://accounts.google.com"


@pytest.mark.parametrize(
    "wrong", [{"aud": "2-other.apps.googleusercontent.com"}, {"sub": None}, {"sub": 5}, {"exp": 1}]
)
def test_a_users_token_for_another_client_or_for_nobody_is_refused(
    google: Google, keys: GoogleKeys, wrong: dict[str, object]
) -> None:
    with pytest.raises(Unauthentic):
        identity.user(google.of("ana@clinic.example.org", **wrong), keys, client_id=CLIENT)


def test_checking_tokens_a_hundred_times_fetches_the_keys_once(google: Google, keys: GoogleKeys) -> None:
    system, person = f"Bearer {google.system(HERE)}", google.of("ana@clinic.example.org")
    identity.require_google(system, keys, audience=HERE, account=ACCOUNT)
    for _ in range(100):
        identity.require_google(system, keys, audience=HERE, account=ACCOUNT)
        identity.user(person, keys, client_id=CLIENT)

    assert google.fetches == 1


def test_the_signer_of_these_tests_signs_as_google_does(google: Google) -> None:
    assert jwt.claims_of(google.system(HERE))["aud"] == HERE
