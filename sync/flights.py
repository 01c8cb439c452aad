"""How many requests are under way for one mailbox, counted in Redis for all workers: the provider allows but a few."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

from sync.errors import Refrained

_TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local limit, wanted, lasts = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) + wanted > limit then
  return 0
end
for place = 1, wanted do
  redis.call('ZADD', KEYS[1], now + lasts, ARGV[4] .. ':' .. place)
end
redis.call('EXPIRE', KEYS[1], math.ceil(lasts) + 1)
return 1
"""
_LOOK_AGAIN = 0.02


@dataclass(frozen=True)
class SharedFlights:
    """A counting semaphore whose places come free by themselves when their holder dies. Without Redis nobody counts."""

    redis: Redis
    key: str
    limit: int
    lasts: float
    """Seconds; longer than a request can take."""
    wait: Callable[[float], None] = time.sleep
    longest: float = 30.0
    """Seconds to wait for a place."""

    @contextmanager
    def hold(self, places: int) -> Iterator[None]:
        """Wait until so many places are free, or all there are if that is fewer, and have them meanwhile."""
        wanted, name = min(places, self.limit), uuid.uuid4().hex
        left = self.longest
        while not self._take(wanted, name):
            if left <= 0:
                raise Refrained("too many requests are under way for this mailbox", after=1.0)
            self.wait(_LOOK_AGAIN)
            left -= _LOOK_AGAIN
        try:
            yield
        finally:
            self._give_back(wanted, name)

    def _take(self, wanted: int, name: str) -> bool:
        try:
            return bool(self.redis.eval(_TAKE, 1, self.key, str(self.limit), str(wanted), str(self.lasts), name))
        except RedisError:
            return True  # without Redis nobody counts but the provider, who will say when it is too much

    def _give_back(self, wanted: int, name: str) -> None:
        try:
            self.redis.zrem(self.key, *(f"{name}:{place + 1}" for place in range(wanted)))
        except RedisError:
            pass  # they come free by themselves
