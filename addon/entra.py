"""Who is calling from Outlook: an access token that Microsoft Entra made for this very service says it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import regex
from google.auth import jwt
from google.auth.exceptions import GoogleAuthError

from addon.entra_keys import EntraKeys
from addon.identity import Claims, Unauthentic

_LEEWAY = 60
"""Seconds by which clocks may differ."""
_LONGEST = 20_000
_ID = regex.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Registration:
    """What Entra knows of this service."""

    authority: str
    """https origin of the cloud that issues the tokens."""
    client_id: str
    audiences: tuple[str, ...]
    scope: str


def user(authorization: str | None, keys: EntraKeys, registration: Registration) -> Claims:
    """What the token of a call says about the person; of which tenant, is for the caller to judge.

    The order matters: nothing of a token is believed before the algorithm, the key and the signature are sure.
    Raises Unauthentic.
    """
    claims = _verified(bearer(authorization), keys, registration)
    found = person(claims)
    _require_delegated(claims, registration)
    return found


def person(claims: Mapping[str, Any]) -> Claims:
    """Whom the verified claims of a token of Entra's name. Raises Unauthentic."""
    tenant, subject = claims.get("tid"), claims.get("oid")
    if not _is_id(subject):
        raise Unauthentic("the token names nobody")
    email = str(claims.get("preferred_username") or claims.get("upn") or "").lower()
    return Claims(
        subject=str(subject), email=email, email_verified="@" in email and not _is_guest(claims),
        hosted_domain=email.rpartition("@")[2], issuer=str(claims["iss"]), tenant=str(tenant),
    )  # fmt: skip


def bearer(authorization: str | None) -> str:
    """The token of a call, of which nothing is believed yet. Raises Unauthentic."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthentic("no bearer token")
    return token.strip()


def _verified(token: str, keys: EntraKeys, registration: Registration) -> Mapping[str, Any]:
    """The claims of a token that Entra signed, for us, in a tenant whose tokens the key may sign.

    google-auth checks signature, `iat`, `exp` and audience with the same care as for Google's own tokens.
    """
    if not registration.client_id or not token or len(token) > _LONGEST:
        raise Unauthentic("no token, or nothing it could be meant for")
    try:
        key_id = _key_id(token)
        key = keys.key(key_id)
        claims: Mapping[str, Any] = jwt.decode(  # type: ignore[no-untyped-call]
            token, certs={key_id: key.pem}, audience=list(registration.audiences), clock_skew_in_seconds=_LEEWAY
        )
        if float(claims.get("nbf", 0)) > time.time() + _LEEWAY:
            raise Unauthentic("not good yet")
    except (ValueError, TypeError, OverflowError, GoogleAuthError) as error:
        raise Unauthentic("the token is not good") from error
    require_issuer(claims, key.issuer, registration)
    return claims


def _key_id(token: str) -> str:
    header = jwt.decode_header(token)  # type: ignore[no-untyped-call]
    key_id = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(key_id, str) or "crit" in header:
        raise Unauthentic("not signed as Entra signs")
    return key_id


def require_issuer(claims: Mapping[str, Any], signs_for: str, registration: Registration) -> None:
    """Issued in the tenant that it names, in the form that was asked for, by a key that may speak for that tenant."""
    tenant = claims.get("tid")
    if claims.get("ver") != "2.0" or not _is_id(tenant):
        raise Unauthentic("not a token of the kind that was asked for")
    issuer = f"{registration.authority}/{tenant}/v2.0"
    if claims.get("iss") != issuer:
        raise Unauthentic("not issued by the tenant that it names")
    if signs_for and signs_for.replace("{tenantid}", str(tenant)) != issuer:
        raise Unauthentic("signed with a key of somebody else")


def _require_delegated(claims: Mapping[str, Any], registration: Registration) -> None:
    """On behalf of a person, by our own add-in, for what we offer: an application's own token carries no scope."""
    scopes = claims.get("scp")
    if not isinstance(scopes, str) or registration.scope not in scopes.split(" "):
        raise Unauthentic("not allowed to do this")
    if claims.get("azp") != registration.client_id:
        raise Unauthentic("asked for by another application")


def _is_guest(claims: Mapping[str, Any]) -> bool:
    """Whether another tenant vouches for the address: it may then be any."""
    return claims.get("acct") == 1 or claims.get("idp", claims["iss"]) != claims["iss"]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None
