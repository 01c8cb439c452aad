"""Who is signed in on the web page, and who is about to be: kept in Redis under what only their browser knows."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

import orjson
from redis import Redis

from addon.identity import Claims
from addon.open_id import Attempt

SIGN_IN_LASTS = timedelta(minutes=10)
MOST_SIGN_INS = 1000
"""In a minute, of everybody."""
_BEGUN, _MINUTE = "inbox:web:sign-ins", 60
_SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when somebody was last there."""


@dataclass(frozen=True)
class Lasts:
    """How long a session is good: from its last use, and at most."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True)
class WebSession:
    """One browser in which one person is signed in."""

    id: str
    claims: Claims
    csrf: str
    """What every change must come with: other sites can make a browser call, but do not know it."""
    began_at: datetime
    seen_at: datetime

    def is_good(self, lasts: Lasts, now: datetime) -> bool:
        """Whether it has not ended by itself."""
        return now < self.began_at + lasts.longest and now < self.seen_at + lasts.idle


@dataclass(frozen=True)
class Pending:
    """A sign-in under way, of one browser."""

    whom: str
    """The provider's key."""
    browser: str
    """What the browser that began it is known by."""
    next: str
    attempt: Attempt


def begin(redis: Redis, claims: Claims, lasts: Lasts, *, now: datetime) -> WebSession:
    """A new session, for who was just vouched for. Raises RedisError.

    Of the person no more is kept than what the database knows them by.
    """
    who = Claims(claims.subject, "", False, "", claims.issuer, claims.tenant)
    made = WebSession(secrets.token_urlsafe(32), who, secrets.token_urlsafe(32), began_at=now, seen_at=now)
    redis.set(_session(made.id), _written(made), ex=lasts.idle)
    return made


def find(redis: Redis, id_: str, lasts: Lasts, *, now: datetime, is_use: bool = True) -> WebSession | None:
    """The session of a browser while it is good; using it makes it last. Raises RedisError."""
    kept = redis.get(_session(id_)) if id_ else None
    if kept is None:
        return None
    found = _read(id_, kept)
    if not found.is_good(lasts, now):
        end(redis, id_)
        return None
    if is_use and now - found.seen_at >= _SEEN_EVERY:
        found = replace(found, seen_at=now)
        redis.set(_session(id_), _written(found), ex=lasts.idle, xx=True)  # never after it was ended meanwhile
    return found


def end(redis: Redis, id_: str) -> None:
    """Nobody is signed in there any more. Raises RedisError."""
    redis.delete(_session(id_))


def await_return(redis: Redis, pending: Pending) -> bool:
    """Remember a sign-in until the browser comes back. Raises RedisError.

    Anybody may begin one: when that is a flood, no more are remembered, for Redis has other things to keep.
    """
    with redis.pipeline() as line:
        line.set(_BEGUN, 0, ex=_MINUTE, nx=True)
        line.incr(_BEGUN)
        _, begun = line.execute()
    if begun > MOST_SIGN_INS:
        return False
    redis.set(_sign_in(pending.attempt.state), orjson.dumps(asdict(pending)), ex=SIGN_IN_LASTS)
    return True


def returned(redis: Redis, state: str, *, whom: str, browser: str) -> Pending | None:
    """The sign-in that a browser comes back from, once; None for any that it did not begin. Raises RedisError."""
    kept = redis.getdel(_sign_in(state)) if state and browser else None
    if kept is None:
        return None
    said = orjson.loads(kept)
    found = Pending(said["whom"], said["browser"], said["next"], Attempt(**said["attempt"]))
    is_theirs = secrets.compare_digest(found.browser.encode(), browser.encode())
    return found if is_theirs and found.whom == whom else None


def _written(session: WebSession) -> bytes:
    return orjson.dumps({name: value for name, value in asdict(session).items() if name != "id"})


def _read(id_: str, kept: bytes | str) -> WebSession:
    said = orjson.loads(kept)
    moments = (datetime.fromisoformat(said[name]) for name in ("began_at", "seen_at"))
    return WebSession(id_, Claims(**said["claims"]), said["csrf"], *moments)


def _session(id_: str) -> str:
    """Who can read Redis cannot sign in with what stands there."""
    return f"inbox:web:session:{_digest(id_)}"


def _sign_in(state: str) -> str:
    return f"inbox:web:sign-in:{_digest(state)}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
