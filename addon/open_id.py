"""Signing in with OpenID Connect: sending a browser to a provider, and believing what it brings back.

Authlib asks for codes and exchanges them, and judges what the token says; addresses and keys are what the provider
publishes, kept as its keys always are.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, RSAKey
from pydantic import BaseModel, SecretStr

from addon.entra_keys import EntraKey, EntraKeys
from addon.identity import Claims, Unauthentic
from addon.published_keys import KeysUnavailable, PublishedKeys

SCOPE = "openid email profile"
_LEEWAY = 60
"""Seconds by which clocks may differ."""
_TIMEOUT = 5.0
_LONGEST = 20_000


class Unreachable(Exception):
    """The provider does not answer; later it may."""


@dataclass(frozen=True)
class Provider:
    """Somebody who vouches for people, and what we are called there."""

    key: str
    """In addresses."""
    name: str
    origin: str
    """Where people sign in."""
    discovery: str
    """Where it publishes its addresses."""
    client_id: str
    secret: SecretStr
    person: Callable[[Mapping[str, Any], str], Claims]
    """Whom verified claims name, given for whom the key signs. Raises Unauthentic."""
    ca_file: str = ""


@dataclass(frozen=True)
class Attempt:
    """A sign-in that has begun: what only the browser that began it can bring back, and what only we know."""

    address: str
    """Where the browser goes."""
    state: str
    nonce: str
    verifier: str


class OpenId:
    """One provider, for all threads of a process."""

    def __init__(self, provider: Provider, clock: Callable[[], datetime]) -> None:
        self.provider = provider
        self._clock = clock
        self._addresses: PublishedKeys[str] = PublishedKeys(
            provider.discovery, clock, lambda published: _addresses(published, provider.origin),
            ca_file=provider.ca_file,
        )  # fmt: skip
        self._keys: EntraKeys | None = None

    def begin(self, back: str) -> Attempt:
        """Send a browser to the provider, from where it comes to `back`. Raises Unreachable."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        with self._session(back) as session:
            address, _ = session.create_authorization_url(
                self._address("authorization_endpoint"), state=state, code_verifier=verifier, nonce=nonce,
                prompt="select_account",
            )  # fmt: skip
        return Attempt(address, state, nonce, verifier)

    def finish(self, code: str, attempt: Attempt, back: str) -> Claims:
        """Who signed in. Raises Unauthentic, or Unreachable."""
        token = self._exchanged(code, attempt, back)
        text = token.get("id_token")
        if not isinstance(text, str) or len(text) > _LONGEST:
            raise Unauthentic("nobody vouches for anybody")
        return self._vouched(text, attempt.nonce, str(token.get("access_token", "")))

    def _exchanged(self, code: str, attempt: Attempt, back: str) -> Mapping[str, Any]:
        try:
            with self._session(back) as session:
                token: Mapping[str, Any] = session.fetch_token(
                    self._address("token_endpoint"), grant_type="authorization_code", code=code,
                    code_verifier=attempt.verifier, allow_redirects=False,
                )  # fmt: skip
        except OAuthError as refusal:
            raise Unauthentic(f"the provider refuses the code with {refusal.error!s:.40}") from refusal
        except (requests.RequestException, ValueError) as failure:
            raise Unreachable from failure
        return token

    def _vouched(self, text: str, nonce: str, access_token: str) -> Claims:
        """The order matters: nothing of a token is believed before the key and the signature are sure."""
        used: list[EntraKey] = []

        def key_of(signed: GuestProtocol) -> RSAKey:
            used.append(self._key(str(signed.headers().get("kid"))))
            return RSAKey.import_key(used[0].pem)

        try:
            found = jwt.decode(text, key_of, algorithms=["RS256"])
            said = CodeIDToken(
                found.claims, found.header, {"aud": {"essential": True, "value": self.provider.client_id}},
                {"nonce": nonce, "client_id": self.provider.client_id, "access_token": access_token},
            )  # fmt: skip
            said.validate(leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            raise Unauthentic("the token is not good") from error
        return self.provider.person(dict(said), used[0].issuer)

    def _key(self, name: str) -> EntraKey:
        if self._keys is None:
            self._keys = EntraKeys(self._address("jwks_uri"), self._clock, ca_file=self.provider.ca_file)
        try:
            return self._keys.key(name)
        except KeysUnavailable as failure:
            raise Unreachable from failure

    def _address(self, name: str) -> str:
        try:
            return self._addresses.key(name)
        except KeysUnavailable as failure:
            raise Unreachable from failure

    def _session(self, back: str) -> Any:
        session = OAuth2Session(
            self.provider.client_id, self.provider.secret.get_secret_value(), scope=SCOPE, redirect_uri=back,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 a way of showing it, no secret
            code_challenge_method="S256", default_timeout=_TIMEOUT,
        )  # fmt: skip
        if self.provider.ca_file:
            session.verify = self.provider.ca_file
            session.trust_env = False  # what the environment trusts would win over the file
        return session


class _Published(BaseModel):
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


def _addresses(published: object, origin: str) -> Mapping[str, str]:
    """The addresses out of a discovery document. Raises ValueError."""
    found = _Published.model_validate(published).model_dump()
    if not found["authorization_endpoint"].startswith(f"{origin}/"):
        raise ValueError("people sign in somewhere else")
    if any(urlsplit(one).scheme != urlsplit(origin).scheme for one in found.values()):
        raise ValueError("not all of it is as safe as the first page")
    return found
