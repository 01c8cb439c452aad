"""How many requests are under way for a mailbox, over all workers."""

from __future__ import annotations

import subprocess
import sys

import pytest
from redis import Redis

from sync.errors import Refrained
from sync.flights import SharedFlights
from tests.valkey import Valkey, serve

_HOLD = """
import os, sys
from redis import Redis
from sync.flights import SharedFlights
with SharedFlights(Redis.from_url(sys.argv[1]), "flights", 3, lasts=60).hold(2):
    os._exit(0)
"""


def flights(redis: Redis, *, waits: list[float] | None = None, lasts: float = 60) -> SharedFlights:
    kept = [] if waits is None else waits
    return SharedFlights(redis, "flights", 3, lasts=lasts, wait=kept.append, longest=0.1)


def test_no_more_than_the_limit_are_under_way(redis: Redis) -> None:
    one, other = flights(redis), flights(redis)
    with one.hold(1), other.hold(2), pytest.raises(Refrained), one.hold(1):
        pass
    with one.hold(3):
        pass


def test_whoever_wants_more_than_there_is_has_all(redis: Redis) -> None:
    with flights(redis).hold(20), pytest.raises(Refrained), flights(redis).hold(1):
        pass


def test_a_place_is_waited_for(redis: Redis) -> None:
    held = flights(redis).hold(3)
    held.__enter__()

    class Waits(list[float]):
        def append(self, seconds: float) -> None:
            super().append(seconds)
            if len(self) == 2:
                held.__exit__(None, None, None)

    waits = Waits()
    with flights(redis, waits=waits).hold(1):
        assert len(waits) == 2


def test_places_are_given_back_when_the_request_fails(redis: Redis) -> None:
    with pytest.raises(ValueError, match="broken"), flights(redis).hold(3):
        raise ValueError("broken")
    with flights(redis).hold(3):
        pass


def test_a_process_that_died_holds_its_places_only_for_a_while(redis: Redis, valkey: Valkey) -> None:
    subprocess.run([sys.executable, "-c", _HOLD, valkey.url], check=True)
    with pytest.raises(Refrained), flights(redis).hold(2):
        pass

    for name in redis.zrange("flights", 0, -1):
        redis.zadd("flights", {name: 1})
    with flights(redis).hold(3):
        pass


def test_without_redis_nobody_counts() -> None:
    with serve() as server:
        gone = server.client()
    with flights(gone).hold(3), flights(gone).hold(3):
        pass
