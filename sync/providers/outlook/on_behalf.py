"""Asking Graph for a person: the token that their pane brought is exchanged at Entra for one of their own mailbox.

What came of an exchange is kept in Redis, sealed, under the hash of the very token that was exchanged and what it was
exchanged for: never under a person alone, so that nobody gets a token that was not made for their own.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msal
import requests
from redis import Redis
from redis.exceptions import RedisError

from inbox.secrets import CannotOpen, KeyRing
from inbox.settings import Settings
from sync.errors import AccessLost, ProviderError, SignInAgain, TryAgain
from sync.line import Token
from sync.providers.outlook import credentials

READ_MAIL = "Mail.Read"
_MARGIN = timedelta(minutes=2)
"""Before its end a token is no longer given out."""
_PATIENCE = 8.0
"""Seconds that Entra may take: somebody is looking at a spinner."""
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.+?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)
_CONSENT = frozenset({65001, 65004, 90094, 90097, 50105, 700016})
"""Entra's numbers for what neither the person nor an admin allowed."""


class ConsentMissing(AccessLost):
    """No admin allowed the exchange."""


@dataclass(frozen=True)
class Signed:
    """Somebody's sign-in to us, to be exchanged. Never log this."""

    tenant: str
    assertion: str


def proof(settings: Settings) -> Any:
    """How the pane's registration proves itself, as msal wants it. Raises OSError, or ValueError for half a file."""
    if not settings.entra_certificate_file:
        return settings.entra_client_secret.get_secret_value()
    both = Path(settings.entra_certificate_file).read_text("utf-8")
    certificates, keys = _CERTIFICATE.findall(both), _KEY.findall(both)
    if not certificates or not keys:
        raise ValueError("it holds no certificate, or no private key beside it")
    return {"private_key": keys[0], "public_certificate": "\n".join(certificates)}


class OnBehalf:
    """Exchanges for one process; the client of a tenant is made when the first of its people needs it."""

    def __init__(self, settings: Settings, redis: Redis, ring: KeyRing) -> None:
        self._settings = settings
        self._kept = _Kept(redis, ring)
        self._clients: dict[str, msal.ConfidentialClientApplication] = {}
        self._making = threading.Lock()

    @property
    def is_possible(self) -> bool:
        """Whether this installation can prove who it is."""
        known = self._settings
        proof = known.entra_client_secret.get_secret_value() or known.entra_certificate_file
        return bool(known.entra_client_id and proof)

    def token(self, signed: Signed, scope: str) -> Token:
        """A token of Graph for the person. Raises SignInAgain, ConsentMissing, AccessLost or TryAgain."""
        spelled = f"{self._settings.graph_scope.removesuffix('/.default')}/{scope}"
        known = self._kept.get(signed, spelled)
        if known is not None:
            return known
        now = datetime.now(UTC)
        said = self._exchanged(signed, spelled)
        token = Token(said["access_token"], now + timedelta(seconds=int(said.get("expires_in", 0))))
        self._kept.put(signed, spelled, token)
        return token

    def forget(self, signed: Signed, scope: str) -> None:
        """Graph no longer takes that token."""
        self._kept.drop(signed, f"{self._settings.graph_scope.removesuffix('/.default')}/{scope}")

    def _exchanged(self, signed: Signed, scope: str) -> dict[str, Any]:
        try:
            said: dict[str, Any] = self._client(signed.tenant).acquire_token_on_behalf_of(signed.assertion, [scope])
        except requests.RequestException as failure:
            # Not chained: the exception carries the request, and with it the assertion and the secret.
            raise TryAgain(f"Microsoft's sign-in cannot be reached: {type(failure).__name__}") from None
        except (ValueError, TypeError, OSError):
            # msal says so of a tenant that it cannot look up, and of a key that it cannot read; it may quote either
            raise AccessLost(*credentials.SECRET) from None
        if "access_token" not in said:
            raise _refusal(said)
        return said

    def _client(self, tenant: str) -> msal.ConfidentialClientApplication:
        with self._making:
            if tenant not in self._clients:
                self._clients[tenant] = self._made(tenant)
            return self._clients[tenant]

    def _made(self, tenant: str) -> msal.ConfidentialClientApplication:
        """One that keeps neither tokens, which have a place of their own, nor refusals: consent may come any moment."""
        known = self._settings
        quick = known.model_copy(update={"provider_timeout": min(known.provider_timeout, _PATIENCE)})
        return msal.ConfidentialClientApplication(
            known.entra_client_id, client_credential=proof(known), authority=f"{known.entra_authority}/{tenant}",
            instance_discovery=False, http_client=credentials.Http(quick), http_cache=_Nowhere(),
            token_cache=_NoTokens(), exclude_scopes=["offline_access"],
        )  # fmt: skip


@dataclass(frozen=True)
class _Kept:
    """Tokens that were exchanged already, until shortly before their end. Without Redis none are kept."""

    redis: Redis
    ring: KeyRing

    def get(self, signed: Signed, scope: str) -> Token | None:
        key = _key(signed, scope)
        try:
            sealed = self.redis.get(key)
            if not isinstance(sealed, bytes):
                return None
            end, _, value = self.ring.open(sealed, row=key).decode().partition(" ")
        except (RedisError, CannotOpen):
            return None  # then it is exchanged once more
        token = Token(value, datetime.fromtimestamp(float(end), UTC))
        return token if token.expires_at - datetime.now(UTC) > _MARGIN else None

    def put(self, signed: Signed, scope: str, token: Token) -> None:
        key, lasts = _key(signed, scope), int((token.expires_at - _MARGIN - datetime.now(UTC)).total_seconds())
        sealed = self.ring.seal(f"{token.expires_at.timestamp()} {token.value}".encode(), row=key)
        try:
            if lasts > 0:
                self.redis.set(key, sealed, ex=lasts)
        except RedisError:
            pass  # the next call exchanges it once more

    def drop(self, signed: Signed, scope: str) -> None:
        try:
            self.redis.delete(_key(signed, scope))
        except RedisError:
            pass  # Graph refuses it the next time, too


def forget_tenant(redis: Redis, tenant: str) -> None:
    """Give up every token of a tenant's people."""
    for key in redis.scan_iter(match=f"inbox:behalf:{tenant}:*", count=500):
        redis.delete(key)


def _key(signed: Signed, scope: str) -> str:
    return f"inbox:behalf:{signed.tenant}:{sha256(signed.assertion.encode()).hexdigest()}:{scope}"


def _refusal(said: dict[str, Any]) -> ProviderError:
    """What an answer without a token means: for an admin, for the person, or for later."""
    numbers = set(said.get("error_codes") or ())
    if said.get("suberror") == "consent_required" or numbers & _CONSENT:
        return ConsentMissing("The add-in may not read mail of people.", "Grant it the delegated permission Mail.Read.")
    if said.get("error") in ("interaction_required", "invalid_grant"):
        claims = said.get("claims")
        return SignInAgain("Microsoft wants to see the person", claims=claims if isinstance(claims, str) else "")
    return credentials.refusal(said)


class _NoTokens(msal.TokenCache):  # type: ignore[misc]
    """Keeps no token in memory."""

    def add(self, event: Any, now: Any = None) -> None:
        """Let it go."""


class _Nowhere(dict[str, Any]):
    """Keeps nothing: msal would repeat a refusal for a minute, though an admin has just consented."""

    def __setitem__(self, key: str, value: Any) -> None:
        """Let it go."""
