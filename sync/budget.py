"""The unit budget of a mailbox, shared by all workers: a token bucket in Redis."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

from sync.errors import UnitsSpent

_SPEND = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local size, rate, wanted, floor = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local known = redis.call('HMGET', KEYS[1], 'left', 'at')
local left = math.min(size, (tonumber(known[1]) or size) + rate * (now - (tonumber(known[2]) or now)))
local needed = math.min(wanted + floor, size)
if left < needed then
  return tostring((needed - left) / rate)
end
redis.call('HSET', KEYS[1], 'left', tostring(left - wanted), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], 120)
return '0'
"""


@dataclass(frozen=True)
class Bucket:
    """Holds a sixth of a minute's units and fills at five sixths of the rate: no minute exceeds its limit."""

    redis: Redis
    key: str
    per_minute: int
    reserve: float = 0.0
    """Share of the bucket that stays for more urgent callers: a backfill leaves room for fresh mail."""

    def spend(self, units: int) -> None:
        """Take units, or raise UnitsSpent that says when there will be enough."""
        size, rate = self.per_minute / 6, self.per_minute * 5 / 6 / 60
        wait = float(self._ask(size, rate, units, self.reserve * size))
        if wait > 0:
            raise UnitsSpent("the unit budget of this minute is spent", after=wait)

    def _ask(self, *numbers: float) -> str:
        try:
            answer = self.redis.eval(_SPEND, 1, self.key, *(str(number) for number in numbers))
        except RedisError:
            return "0"  # without Redis nobody counts but the provider, who will say when it is too much
        return answer.decode() if isinstance(answer, bytes) else str(answer)
