"""Who is calling: Google's token proves that Google calls, the user's token proves for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from google.auth import jwt
from google.auth.exceptions import GoogleAuthError

from addon.google_keys import GoogleKeys

GOOGLE = "https://accounts.google.com"
ISSUERS = frozenset({GOOGLE, "accounts.google.com"})
_SKEW_SECONDS = 10
"""A token that was issued a moment ago by a faster clock is still good."""
_LONGEST = 10_000


class Unauthentic(Exception):
    """The caller did not prove who they are. The reason is for us, never for the caller."""


@dataclass(frozen=True)
class Claims:
    """What Google or Microsoft vouches for about the person at the screen."""

    subject: str
    email: str
    email_verified: bool
    hosted_domain: str
    """The domain they sign in at; empty for private accounts."""
    issuer: str = GOOGLE
    tenant: str = ""
    """The Entra tenant of the sign-in; empty at Google."""


def require_google(authorization: str | None, keys: GoogleKeys, *, audience: str, account: str) -> None:
    """Let only Google's own service account pass, calling this very address. Raises Unauthentic."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthentic("no bearer token")
    claims = _verified(token.strip(), keys, audience=audience)
    if claims.get("email_verified") is not True or claims.get("email") != account:
        raise Unauthentic("not the service account that was configured")


def user(token: str, keys: GoogleKeys, *, client_id: str) -> Claims:
    """What the user's token says. Raises Unauthentic."""
    return person(_verified(token, keys, audience=client_id))


def person(claims: Mapping[str, Any]) -> Claims:
    """Whom the verified claims of a token of Google's name. Raises Unauthentic."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise Unauthentic("the token names nobody")
    return Claims(
        subject=subject,
        email=str(claims.get("email", "")).lower(),
        email_verified=claims.get("email_verified") is True,
        hosted_domain=str(claims.get("hd", "")).lower(),
    )


def _verified(token: str, keys: GoogleKeys, *, audience: str) -> Mapping[str, Any]:
    """The claims of a token that Google signed for `audience`.

    google-auth checks signature, times and audience. Its own `verify_oauth2_token` would fetch the certificates
    each time, and lets anyone's token pass where the audience is empty.
    """
    if not audience or not token or len(token) > _LONGEST:
        raise Unauthentic("no token, or nothing it could be meant for")
    try:
        certificate = {(key_id := _key_id(token)): keys.certificate(key_id)}
        claims: Mapping[str, Any] = jwt.decode(  # type: ignore[no-untyped-call]
            token, certs=certificate, audience=[audience], clock_skew_in_seconds=_SKEW_SECONDS
        )
    except (ValueError, TypeError, GoogleAuthError) as error:
        raise Unauthentic("the token is not good") from error
    if claims.get("iss") not in ISSUERS:
        raise Unauthentic("not issued by Google")
    return claims


def _key_id(token: str) -> str:
    header = jwt.decode_header(token)  # type: ignore[no-untyped-call]
    key_id = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(key_id, str):
        raise Unauthentic("not signed as Google signs")
    return key_id
