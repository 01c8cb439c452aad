"""Jobs: functions that can wait. They take ids, may run twice, and are sequences of units of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Concatenate, Generic, ParamSpec

import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from inbox import database, events, triage
from workers import news, queues
from workers.runtime import Runtime

Ids = ParamSpec("Ids")

RELAY = "relay_events"
"""Name of the job that hands events to the reactions (workers/relay.py)."""
READERS = {True: (queues.TRIAGE, "read_fresh_mail"), False: (queues.SPARE, "read_old_mail")}
"""The jobs by which models read mail, fresh or old, and their queues (workers/triage_jobs.py)."""

_log = structlog.get_logger(__name__)


def system_clock() -> datetime:
    """The one place of the workers that reads the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class UnitsOfWork:
    """What a job is given: units to open, each committed at its end, and the process's runtime."""

    runtime: Runtime
    clock: Callable[[], datetime] = system_clock

    @contextmanager
    def unit(self, *, writes: bool = True) -> Iterator[Session]:
        """One transaction. Never to be held open while the outside is asked. Its events are handed on afterwards."""
        with database.unit_of_work(self.runtime.make, writes=writes) as session:
            yield session
            tell(session)


@dataclass(frozen=True)
class Job(Generic[Ids]):
    """A function that workers run. Queueing it is a nudge: when the queue cannot be reached, a sweep finds the work."""

    name: str
    queue: str
    work: Callable[Concatenate[UnitsOfWork, Ids], None]
    once: bool = True
    """Whether one in the queue is enough for the same ids."""

    def after(self, session: Session, *ids: Ids.args, **_: Ids.kwargs) -> None:
        """Queue it when the session's unit of work is committed."""
        _nudge(session, self.queue, self.name, ids, once=self.once)

    def later(self, session: Session, seconds: float, *ids: Ids.args, **_: Ids.kwargs) -> None:
        """Queue it after the commit, to run some seconds later."""
        _nudge(session, self.queue, self.name, ids, delay=seconds, once=self.once)

    def now(self, work: UnitsOfWork, *ids: Ids.args, **_: Ids.kwargs) -> None:
        """Queue it at once, outside any unit of work. Raises RedisError when the queue cannot be reached."""
        queues.put(work.runtime.redis, self.queue, self.name, ids, once=self.once)

    def run(self, work: UnitsOfWork, *ids: Ids.args, **named: Ids.kwargs) -> None:
        """Do it here, in this process."""
        self.work(work, *ids, **named)


JOBS: dict[str, Job[...]] = {}
"""All jobs by name; each adds itself when its module is imported."""


def job(queue: str, *, once: bool = True) -> Callable[[Callable[Concatenate[UnitsOfWork, Ids], None]], Job[Ids]]:
    """Make a job of a function, worked in `queue`, known by the function's name."""

    def make(work: Callable[Concatenate[UnitsOfWork, Ids], None]) -> Job[Ids]:
        made = Job(work.__name__, queue, work, once)
        JOBS[made.name] = made
        return made

    return make


def tell(session: Session) -> None:
    """After the commit, let the reactions and the pages that are open learn of what the unit recorded."""
    for organization_id in events.recorded(session):
        hand_on(session, organization_id)
    for is_fresh in triage.enlisted(session):
        _nudge(session, *READERS[is_fresh], (), once=True)
    news.after(session)


def hand_on(session: Session, organization_id: int) -> None:
    """After the commit, let the reactions learn of the events that the unit recorded for an organization."""
    _nudge(session, queues.REACTIONS, RELAY, (organization_id,), once=True)


def _nudge(session: Session, queue: str, name: str, ids: tuple[object, ...], *, delay: float = 0.0, once: bool) -> None:
    redis: Redis | None = session.info.get("redis")
    if redis is not None:
        database.after_commit(session, lambda: _put(redis, queue, name, ids, delay, once))


def _put(redis: Redis, queue: str, name: str, ids: tuple[object, ...], delay: float, once: bool) -> None:
    try:
        queues.put(redis, queue, name, ids, delay=delay, once=once)
    except RedisError as failure:
        _log.warning("a job could not be queued; a sweep will find its work", job=name, error=type(failure).__name__)
