"""Only a token that Entra made for us, on behalf of a person, says who somebody is: the cases, one by one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from addon import entra as doors
from addon.entra import Registration
from addon.entra_keys import EntraKeys
from addon.identity import Claims, Unauthentic
from addon.published_keys import KeysUnavailable
from simulator.google import jwt, keys
from tests.addon.entra import APP_URI, APPLICATION, AUTHORITY, OTHER_TENANT, TENANT, Entra, oid_of

US = Registration(AUTHORITY, APPLICATION, (APPLICATION, APP_URI), "access_as_user")
Make = Callable[[Entra], str]


def says(**claims: Any) -> Make:
    """A token that differs from a good one in these claims."""
    return lambda entra: entra.token(**claims)


def _now() -> int:
    return int(time.time())


GOOD: dict[str, Make] = {
    "for our application id": says(),
    "for our App ID URI": says(aud=APP_URI),
    "with more scopes than ours": says(scp="openid access_as_user profile"),
    "from a clock that is half a minute ahead": lambda entra: entra.token(iat=_now() + 30, nbf=_now() + 30),
}


def with_header(token: str, header: object) -> str:
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return f"{head}.{token.partition('.')[2]}"


def unsigned(entra: Entra) -> str:
    return with_header(entra.token(), {"alg": "none", "kid": "first"}).rpartition(".")[0] + "."


def signed_with_the_public_key(entra: Entra) -> str:
    """The public key taken for a secret that both sides share."""
    secret = entra.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    said = with_header(entra.token(), {"alg": "HS256", "kid": "first"}).rpartition(".")[0]
    mark = hmac.digest(secret, said.encode(), hashlib.sha256)
    return f"{said}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


FORGED: dict[str, Make] = {
    "not signed": unsigned,
    "signed with the public key": signed_with_the_public_key,
    "signed by somebody else": lambda entra: entra.token(key=keys.new_private_key()),
    "signed with a key that nobody publishes": lambda entra: jwt.sign(
        jwt.claims_of(entra.token()), entra.key, "other"
    ),
    "changed afterwards": lambda entra: entra.token(oid=oid_of("ana")).rpartition(".")[0]
    + "." + entra.token().rpartition(".")[2],
    "expired": lambda entra: entra.token(iat=_now() - 7200, nbf=_now() - 7200, exp=_now() - 120),
    "not good yet": lambda entra: entra.token(nbf=_now() + 600),
    "meant for another": says(aud="0a1b2c3d-0000-4000-8000-00000000000f"),
    "of the old kind": says(ver="1.0", iss=f"https://sts.windows.net/{TENANT}/"),
    "issued by another": says(iss="https://issuer.example.org"),
    "of another tenant than its issuer": says(iss=f"{AUTHORITY}/{OTHER_TENANT}/v2.0"),
    "of a tenant that is none": says(tid="common", iss=f"{AUTHORITY}/common/v2.0"),
    "of an application itself": says(scp=None, roles=["access_as_user"], idtyp="app"),
    "with a scope that only begins like ours": says(scp="access_as_user_admin xaccess_as_user"),
    "an id token": says(scp=None, azp=None),
    "asked for by another application": says(azp="0a1b2c3d-0000-4000-8000-00000000000f"),
    "of nobody": says(oid=None),
}  # fmt: skip
"""Seventeen that are refused, beside the four that pass."""
ODD: dict[str, str | None] = {
    "no header": None, "empty": "", "another scheme": "Basic YWRh", "no token": "Bearer ", "garbage": "Bearer rubbish",
    "three parts of garbage": "Bearer a.b.c", "very long": "Bearer " + "a" * 30_000,
    "no JSON": "Bearer " + ".".join([base64.urlsafe_b64encode(b"\xff{").decode()] * 3),
}  # fmt: skip
STRANGE: dict[str, Make] = {
    "times that are no numbers": says(iat="now", exp="later"),
    "a beginning that is no number": says(nbf=[]),
    "an audience that is a list": says(aud=[APPLICATION]),
    "an audience that is a number": says(aud=5),
    "a tenant that is a number": says(tid=5),
    "a person that is a list": says(oid=[oid_of("ana")]),
    "scopes that are a list": says(scp=["access_as_user"]),
    "without an end": says(exp=None),
    "a key that is a list": lambda entra: with_header(entra.token(), {"alg": "RS256", "kid": ["first"]}),
    "no key named": lambda entra: with_header(entra.token(), {"alg": "RS256"}),
    "a header that is a list": lambda entra: with_header(entra.token(), []),
    "something that must be understood": lambda entra: with_header(
        entra.token(), {"alg": "RS256", "kid": "first", "crit": ["b64"]}
    ),
}  # fmt: skip


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def published(entra: Entra, clock: Clock) -> EntraKeys:
    return EntraKeys(entra.keys_url, clock)


def user(token: str, published: EntraKeys) -> Claims:
    return doors.user(f"Bearer {token}", published, US)


@pytest.mark.parametrize("what", GOOD)
def test_a_token_made_for_us_passes(entra: Entra, published: EntraKeys, what: str) -> None:
    claims = user(GOOD[what](entra), published)

    assert (claims.tenant, claims.subject) == (TENANT, oid_of("somebody"))
    assert claims.issuer == f"{AUTHORITY}/{TENANT}/v2.0"


@pytest.mark.parametrize("what", [*FORGED, *STRANGE])
def test_no_other_token_passes(entra: Entra, published: EntraKeys, what: str) -> None:
    token = (FORGED | STRANGE)[what](entra)

    with pytest.raises(Unauthentic):
        user(token, published)


@pytest.mark.parametrize("what", ODD)
def test_what_is_no_token_does_not_pass(published: EntraKeys, what: str) -> None:
    with pytest.raises(Unauthentic):
        doors.user(ODD[what], published, US)


def test_a_key_signs_only_for_the_tenants_that_it_says(entra: Entra, published: EntraKeys) -> None:
    entra.issuer = f"{AUTHORITY}/{OTHER_TENANT}/v2.0"

    assert user(entra.token(tenant=OTHER_TENANT), published).tenant == OTHER_TENANT
    with pytest.raises(Unauthentic):
        user(entra.token(), published)


def test_a_key_that_says_nothing_signs_for_all(entra: Entra, published: EntraKeys) -> None:
    entra.issuer = None

    assert user(entra.token(), published).tenant == TENANT


def test_without_an_application_id_nobody_passes(entra: Entra, published: EntraKeys) -> None:
    nobody = Registration(AUTHORITY, "", ("", APP_URI), "access_as_user")
    with pytest.raises(Unauthentic):
        doors.user(f"Bearer {entra.token(aud='', azp='')}", published, nobody)


def test_the_address_is_believed_only_of_the_tenants_own_people(entra: Entra, published: EntraKeys) -> None:
    email = "Ana@clinic.example.org"

    own = user(entra.of(email), published)
    assert (own.email, own.email_verified, own.hosted_domain) == ("ana@clinic.example.org", True, "clinic.example.org")
    assert user(entra.of(email, preferred_username=None, upn=email), published).email_verified
    assert not user(entra.of(email, acct=1), published).email_verified
    assert not user(entra.of(email, idp=f"https://sts.windows.net/{OTHER_TENANT}/"), published).email_verified
    assert not user(entra.of(email, preferred_username=None, email=email), published).email_verified
    assert not user(entra.of(email, preferred_username="+4930555010"), published).email_verified


def test_a_hundred_tokens_cost_one_fetch(entra: Entra, published: EntraKeys) -> None:
    token = entra.token()
    for _ in range(100):
        user(token, published)

    assert entra.fetches == 1


def test_a_storm_of_unknown_keys_costs_one_fetch_in_half_a_minute(
    entra: Entra, published: EntraKeys, clock: Clock
) -> None:
    for number in range(50):
        with pytest.raises(Unauthentic):
            user(with_header(entra.token(), {"alg": "RS256", "kid": f"invented-{number}"}), published)
    assert entra.fetches == 1

    clock.now += timedelta(seconds=31)
    entra.rotate("second")
    assert user(entra.token(), published).tenant == TENANT
    assert entra.fetches == 2


def test_keys_that_are_kept_stay_good_while_entra_is_down(entra: Entra, published: EntraKeys, clock: Clock) -> None:
    user(entra.token(), published)
    entra.is_down = True
    clock.now += timedelta(days=2)

    assert user(entra.token(), published).tenant == TENANT


def test_a_storm_while_entra_is_down_costs_one_try_in_some_seconds(
    entra: Entra, published: EntraKeys, clock: Clock
) -> None:
    entra.is_down = True
    for _ in range(50):
        with pytest.raises(KeysUnavailable):
            user(entra.token(), published)
    assert entra.fetches == 1

    entra.is_down = False
    clock.now += timedelta(seconds=4)
    assert user(entra.token(), published).tenant == TENANT


def test_without_any_keys_the_caller_is_asked_to_come_again(entra: Entra, published: EntraKeys) -> None:
    entra.is_down = True

    with pytest.raises(KeysUnavailable):
        user(entra.token(), published)
