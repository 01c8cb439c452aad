"""How much one person may ask for: counted in Redis for all processes, in memory while Redis is away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Flask, g
from flask_limiter import Limiter
from redis import Redis

_NAME = "inbox-limits"


def install(app: Flask, redis: Redis, *, limit: str) -> None:
    """Let each person call so often, e.g. "600 per minute"; an empty limit counts nobody."""
    limiter = Limiter(
        key_func=_person, app=app, key_prefix="inbox:limit", enabled=bool(limit), in_memory_fallback_enabled=True,
        storage_uri="redis://", storage_options={"connection_pool": redis.connection_pool},  # type: ignore[dict-item]
    )  # fmt: skip
    counted: Callable[[], None] = limiter.shared_limit(limit or "1 per second", scope="person")(_nothing)
    app.extensions[_NAME] = (counted, limiter)  # what counts holds its limiter only weakly


def count(app: Flask) -> None:
    """Count this call of the person in `g.call`. Raises RateLimitExceeded."""
    counted, _ = app.extensions[_NAME]
    counted()


def _person() -> str:
    """The person without their name: it is written to Redis and to the log."""
    return hashlib.sha256(g.call.claims.subject.encode()).hexdigest()[:32]


def _nothing() -> None:
    """What is counted: reaching this."""
