"""How often providers gave trouble, by kind: counted in Redis by the workers, read by whoever shows it."""

from __future__ import annotations

from redis import Redis
from redis.exceptions import RedisError

_KEY = "inbox:troubles"


def count(redis: Redis, trouble: str) -> None:
    """One more, by a short name like `gmail 429`; never with an address or an id in it."""
    try:
        redis.hincrby(_KEY, trouble, 1)
    except RedisError:
        pass  # a missed count harms nobody


def counts(redis: Redis) -> dict[str, int]:
    """All of them since Redis was set up."""
    found = redis.hgetall(_KEY)
    return {name.decode() if isinstance(name, bytes) else name: int(number) for name, number in found.items()}
