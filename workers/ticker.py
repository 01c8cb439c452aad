"""The ticker: starts what recurs. Any number may run; for each task and period one of them gets the lock."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Event

import structlog
from redis.exceptions import RedisError

from workers.job import UnitsOfWork
from workers.runtime import Runtime
from workers.schedule import SCHEDULE, Recurring

_STARTING = 60
"""Seconds after which a ticker that was starting a task counts as dead."""
_LAST = "inbox:ticker:last"
_log = structlog.get_logger(__name__)


def run(runtime: Runtime) -> None:
    """Tick until the process is asked to end. An outage of Redis is waited out."""
    end = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    _log.info("the ticker runs")
    work = UnitsOfWork(runtime)
    while not end.is_set():
        try:
            tick(work, SCHEDULE)
        except RedisError as failure:
            _log.warning("the ticker cannot reach Redis", error=type(failure).__name__)
        end.wait(runtime.settings.tick_seconds)
    _log.info("the ticker ended")


def tick(work: UnitsOfWork, schedule: Mapping[str, Recurring]) -> list[str]:
    """Start what is due and not started yet by another ticker; says what that was. Raises RedisError."""
    now = work.clock()
    started = [name for name, each in schedule.items() if _start(work, name, each, now)]
    work.runtime.redis.set(_LAST, now.timestamp())
    return started


def age(runtime: Runtime, *, now: datetime) -> float | None:
    """Seconds since the last tick of any ticker, None when there was none. Raises RedisError."""
    last = runtime.redis.get(_LAST)
    return None if last is None else (now - datetime.fromtimestamp(float(last), UTC)).total_seconds()


def _start(work: UnitsOfWork, name: str, each: Recurring, now: datetime) -> bool:
    """Start a task if nobody did in the present period.

    Its lock is never given back, only forgotten when long over; until the task is queued it is a short one, so that a
    ticker that is killed in between costs a minute and not the period.
    """
    period = int(now.timestamp() // each.every)
    key = f"inbox:ticker:{name.replace(' ', '-')}:{period}"
    if not work.runtime.redis.set(key, "starting", nx=True, ex=_STARTING):
        return False
    each.job.now(work)
    work.runtime.redis.set(key, "started", ex=int(2 * each.every) + 60)
    return True
