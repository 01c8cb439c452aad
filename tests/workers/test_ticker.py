"""Two tickers never do a thing twice, and an outage of Redis is waited out."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from tests.valkey import serve
from workers import queues, ticker
from workers import runtime as running
from workers.job import JOBS, Job, UnitsOfWork, job
from workers.runtime import Runtime
from workers.schedule import SCHEDULE, Recurring

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)


@job(queues.URGENT, once=False)
def water_the_plants(work: UnitsOfWork) -> None:
    """Something that recurs."""


PLAN = {
    "every minute": Recurring(60, water_the_plants),
    "every hour": Recurring(3600, water_the_plants),
}


def at(runtime: Runtime, seconds: float) -> UnitsOfWork:
    return UnitsOfWork(runtime, lambda: NOON + timedelta(seconds=seconds))


def started(redis: Redis) -> int:
    return Queue(queues.URGENT, connection=redis, serializer=JSONSerializer).count


def test_of_two_tickers_one_starts_each_thing(runtime: Runtime, redis: Redis) -> None:
    one, other = running.build(runtime.settings), running.build(runtime.settings)

    assert ticker.tick(at(one, 0), PLAN) == ["every minute", "every hour"]
    for seconds in (0, 0.1, 15, 30, 59.9):
        assert ticker.tick(at(other, seconds), PLAN) == []
    assert ticker.tick(at(other, 60), PLAN) == ["every minute"]
    assert ticker.tick(at(one, 61), PLAN) == []

    assert started(redis) == 3


def test_a_ticker_with_a_fast_clock_starts_nothing_twice(runtime: Runtime, redis: Redis) -> None:
    for seconds in range(0, 600, 15):
        ticker.tick(at(runtime, seconds + 40), {"every minute": PLAN["every minute"]})
        ticker.tick(at(runtime, seconds), {"every minute": PLAN["every minute"]})

    assert started(redis) == 11


def test_a_ticker_that_slept_starts_a_thing_once_and_not_for_every_time_missed(runtime: Runtime, redis: Redis) -> None:
    ticker.tick(at(runtime, 0), PLAN)

    assert ticker.tick(at(runtime, 7200), PLAN) == ["every minute", "every hour"]
    assert started(redis) == 4


def test_the_last_tick_can_be_read(runtime: Runtime) -> None:
    assert ticker.age(runtime, now=NOON) is None

    ticker.tick(at(runtime, 0), PLAN)

    assert ticker.age(runtime, now=NOON + timedelta(seconds=40)) == 40


def test_without_redis_a_tick_fails_and_the_next_one_makes_up_for_it(runtime: Runtime) -> None:
    with serve() as server:
        apart = running.build(runtime.settings.model_copy(update={"redis_url": server.url}))
        server.stop()
        with pytest.raises(RedisError):
            ticker.tick(at(apart, 0), PLAN)
        server.start()

        assert ticker.tick(at(apart, 30), PLAN) == ["every minute", "every hour"]
        apart.redis.close()


def test_what_recurs_is_known_to_the_workers_and_takes_no_ids(work: UnitsOfWork) -> None:
    for each in SCHEDULE.values():
        assert JOBS[each.job.name] is each.job
        each.job.run(work)


class Deadly(Job[[]]):
    """A job during whose queueing the ticker is killed."""

    def now(self, work: UnitsOfWork) -> None:  # type: ignore[override]
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_ticker_that_is_killed_while_it_starts_a_thing_costs_a_minute_and_not_a_day(
    runtime: Runtime, redis: Redis
) -> None:
    daily = {"every day": Recurring(86_400, water_the_plants)}
    child = os.fork()
    if child == 0:
        deadly = Deadly("deadly", queues.URGENT, water_the_plants.work)
        ticker.tick(at(runtime, 0), {"every day": Recurring(86_400, deadly)})
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])

    assert ticker.tick(at(runtime, 1), daily) == []
    [lock] = redis.scan_iter("inbox:ticker:every-day:*")
    assert 0 < redis.ttl(lock) <= 60
    redis.delete(lock)  # the minute is over
    assert ticker.tick(at(runtime, 61), daily) == ["every day"]
    assert redis.ttl(lock) > 86_400
