"""What servers were found to lack, kept in Redis: a worker forks a child for every job, which remembers nothing."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

_KEPT = 3600
_SAID = 30 * 24 * 3600
"""Seconds after which it is said again."""


@dataclass(frozen=True)
class SharedGaps:
    """Methods that the server of a mailbox lacks, for all processes. Without Redis each finds out for itself."""

    redis: Redis
    mailbox_id: int

    def known(self) -> set[str]:
        """Those found out within the hour."""
        try:
            return {name.decode() if isinstance(name, bytes) else name for name in self.redis.smembers(self._key)}
        except RedisError:
            return set()

    def add(self, method: str) -> bool:
        """Remember one. Whether that is news."""
        try:
            with self.redis.pipeline() as pipe:
                pipe.sadd(self._key, method)
                pipe.expire(self._key, _KEPT)
                pipe.set(f"{self._key}:said:{method}", 1, nx=True, ex=_SAID)
                return bool(pipe.execute()[-1])
        except RedisError:
            return True

    @property
    def _key(self) -> str:
        return f"inbox:lacking:{self.mailbox_id}"
