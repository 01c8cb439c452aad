"""Whether the queue can be reached: asked now and then, never before every answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError

_KEPT = timedelta(seconds=5)


class Pulse:
    """What Redis last said, for all threads of a process."""

    def __init__(self, redis: Redis, clock: Callable[[], datetime]) -> None:
        self._redis = redis
        self._clock = clock
        self._asked_at: datetime | None = None
        self._beats = True

    def beats(self) -> bool:
        """Whether Redis answered the last time it was asked, a few seconds ago at most."""
        now = self._clock()
        if self._asked_at is None or not timedelta() <= now - self._asked_at < _KEPT:
            self._asked_at = now
            self._beats = self._answers()
        return self._beats

    def _answers(self) -> bool:
        try:
            return bool(self._redis.ping())
        except RedisError:
            return False
