"""Opening a connection to a mailbox's provider: the credential unsealed, the budget shared, the token remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol

from redis import Redis
from redis.exceptions import RedisError

from inbox.configuration.mailboxes import row_of
from inbox.models import Mailbox
from inbox.secrets import CannotOpen, KeyRing
from inbox.settings import Settings
from sync import troubles
from sync.budget import Bucket
from sync.errors import AccessLost
from sync.flights import SharedFlights
from sync.gaps import SharedGaps
from sync.line import Budget, Line, Patience, Token, Unlimited
from sync.provider import Account, Provider
from sync.providers import PER_MINUTE, PROVIDERS

_MARGIN = timedelta(minutes=5)
_AFTER_A_TIMEOUT = 5.0
"""Seconds after which a place of a process that died comes free."""
BACKFILL_RESERVE = 0.4
"""Share of a mailbox's units that a backfill leaves to fresh mail."""


class Surroundings(Protocol):
    """What a process of ours holds."""

    @property
    def settings(self) -> Settings: ...

    @property
    def redis(self) -> Redis: ...

    @property
    def ring(self) -> KeyRing: ...


def open_provider(
    around: Surroundings, mailbox: Mailbox, *, reserve: float = 0.0, patience: Patience | None = None,
    address: str = "",
) -> Provider:  # fmt: skip
    """A provider for a mailbox, to be used outside any unit of work. Asks nobody yet. Raises AccessLost.

    With an `address` it is for another mailbox of the same organization, by the same credential.
    """
    make = PROVIDERS.get(mailbox.provider)
    if make is None:
        raise AccessLost(f"There is no provider named {mailbox.provider}.", f"Choose one of: {', '.join(PROVIDERS)}.")
    account = Account(mailbox.id, address or mailbox.address, _opened(mailbox, around.ring))
    line = Line(
        budget=_budget(around, mailbox, reserve),
        tokens=SealedTokens(around.redis, around.ring, account),
        gaps=SharedGaps(around.redis, mailbox.id),
        patience=patience or Patience(first=around.settings.retry_seconds),
        count=lambda trouble: troubles.count(around.redis, trouble),
        flights=SharedFlights(
            around.redis, f"inbox:flights:{mailbox.id}", around.settings.graph_in_flight,
            lasts=around.settings.provider_timeout + _AFTER_A_TIMEOUT,
        ),
    )  # fmt: skip
    return make(account, around.settings, line)


@dataclass(frozen=True)
class SealedTokens:
    """Access tokens in Redis, sealed for their mailbox and its present credential. Without Redis there are none."""

    redis: Redis
    ring: KeyRing
    account: Account

    def get(self) -> Token | None:
        """The token that another process obtained, while it is good for some minutes more."""
        try:
            sealed = self.redis.get(self._key)
            if not isinstance(sealed, bytes):
                return None
            end, _, value = self.ring.open(sealed, row=self._row).decode().partition(" ")
        except (RedisError, CannotOpen):
            return None  # then a new one is asked for
        return Token(value, datetime.fromtimestamp(float(end), UTC))

    def put(self, token: Token) -> None:
        """Keep it until shortly before its end."""
        lasts = int((token.expires_at - _MARGIN - datetime.now(UTC)).total_seconds())
        sealed = self.ring.seal(f"{token.expires_at.timestamp()} {token.value}".encode(), row=self._row)
        try:
            if lasts > 0:
                self.redis.set(self._key, sealed, ex=lasts)
        except RedisError:
            pass  # the next process asks for one of its own

    @property
    def _row(self) -> str:
        return f"mailbox:{self.account.mailbox_id}:token"

    @property
    def _key(self) -> str:
        known = sha256(self.account.credential + self.account.address.encode()).hexdigest()[:16]
        return f"inbox:token:{self.account.mailbox_id}:{known}"


def forget_tokens(redis: Redis, mailbox_id: int) -> None:
    """Give up every access token of a mailbox, whatever its credential was."""
    for key in redis.scan_iter(match=f"inbox:token:{mailbox_id}:*", count=500):
        redis.delete(key)


def tenant_of(around: Surroundings, mailbox: Mailbox) -> str:
    """The tenant that a mailbox's credential names; empty where it names none, or cannot be opened."""
    try:
        said = json.loads(_opened(mailbox, around.ring))
    except (AccessLost, ValueError):
        return ""
    return str(said.get("tenant_id") or "") if isinstance(said, dict) else ""


def _opened(mailbox: Mailbox, ring: KeyRing) -> bytes:
    if mailbox.credential is None:
        raise AccessLost("The mailbox has no credential.", "Give it one in clinic.yml or with `inbox mailbox add`.")
    try:
        return ring.open(mailbox.credential, row=row_of(mailbox.id))
    except CannotOpen as refusal:
        raise AccessLost(str(refusal), "Put the key back into the key ring, or add the mailbox again.") from refusal


def _budget(around: Surroundings, mailbox: Mailbox, reserve: float) -> Budget:
    per_minute = PER_MINUTE[mailbox.provider](around.settings) if mailbox.provider in PER_MINUTE else 0
    if per_minute == 0:
        return Unlimited()
    return Bucket(around.redis, f"inbox:budget:{mailbox.id}", per_minute, reserve)
