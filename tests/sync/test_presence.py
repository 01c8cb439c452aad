"""Who is at a conversation: leases that end by themselves, of one organization alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from redis import Redis

from sync import presence
from sync.presence import LASTS, REPLYING, VIEWING, Somebody
from tests.valkey import serve

ANA, BEN = Somebody(1, "Ana Alvarez"), Somebody(2, "Ben | 7 <b>")


def test_whoever_looks_is_there_until_the_lease_ends(redis: Redis, now: datetime) -> None:
    presence.come(redis, 1, 10, ANA, VIEWING, now=now)
    presence.come(redis, 1, 10, BEN, REPLYING, now=now)

    def there(after: timedelta) -> dict[str, tuple[Somebody, ...]]:
        return dict(presence.at(redis, 1, [10, 11], now=now + after).get(10, {}))

    assert there(timedelta(seconds=29)) == {VIEWING: (ANA,), REPLYING: (BEN,)}
    assert there(timedelta(seconds=30)) == {REPLYING: (BEN,)}
    assert there(timedelta(minutes=3)) == {}


def test_a_lease_that_is_taken_again_lasts_longer(redis: Redis, now: datetime) -> None:
    presence.come(redis, 1, 10, ANA, VIEWING, now=now)
    presence.come(redis, 1, 10, ANA, VIEWING, now=now + timedelta(seconds=20))

    assert presence.at(redis, 1, [10], now=now + timedelta(seconds=45))[10][VIEWING] == (ANA,)


def test_a_lease_can_be_given_back(redis: Redis, now: datetime) -> None:
    presence.come(redis, 1, 10, ANA, REPLYING, now=now)
    presence.leave(redis, 1, 10, ANA, REPLYING)

    assert presence.at(redis, 1, [10], now=now) == {}


def test_who_comes_sees_who_is_there_and_those_who_left_are_cleared_away(redis: Redis, now: datetime) -> None:
    presence.come(redis, 1, 10, BEN, VIEWING, now=now - timedelta(seconds=40))
    presence.come(redis, 1, 10, BEN, REPLYING, now=now)

    assert presence.enter(redis, 1, 10, ANA, now=now) == {VIEWING: (ANA,), REPLYING: (BEN,)}
    assert redis.zcard("inbox:viewing:1") == 1


def test_another_organization_s_people_are_nowhere(redis: Redis, now: datetime) -> None:
    presence.come(redis, 2, 10, ANA, VIEWING, now=now)

    assert presence.at(redis, 1, [10], now=now) == {}


def test_redis_forgets_it_by_itself(redis: Redis, now: datetime) -> None:
    presence.come(redis, 1, 10, ANA, VIEWING, now=now)
    presence.come(redis, 1, 10, ANA, REPLYING, now=now)

    keys = list(redis.scan_iter("inbox:*ing:*"))
    assert len(keys) == 2
    assert all(0 < redis.ttl(key) <= LASTS[REPLYING].total_seconds() for key in keys)


def test_without_redis_nobody_is_anywhere_and_nothing_fails(now: datetime) -> None:
    with serve() as valkey:
        gone = Redis.from_url(valkey.url, socket_timeout=0.3, socket_connect_timeout=0.3)
        presence.come(gone, 1, 10, ANA, VIEWING, now=now)
    presence.come(gone, 1, 10, ANA, VIEWING, now=now)
    presence.leave(gone, 1, 10, ANA, VIEWING)
    assert presence.enter(gone, 1, 10, ANA, now=now) is None

    assert presence.at(gone, 1, [10], now=now) == {}
    gone.close()
