"""Working on what is queued without a worker's process, at a time that the test tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rq import Queue
from rq.serializers import JSONSerializer

from workers import performing, queues, schedule
from workers.job import UnitsOfWork


@dataclass
class Clock:
    """Goes on only when it is told to."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """So much time passes."""
        self.now += timedelta(**time)


def work_on(work: UnitsOfWork) -> None:
    """Do what is queued, and what follows from it. A job that the process is killed with is gone."""
    redis = work.runtime.redis
    every = [Queue(name, connection=redis, serializer=JSONSerializer) for name in queues.QUEUES]
    assert schedule.SCHEDULE, "every job adds itself when it is imported, as in a worker"
    performing.equip(work)
    while (taken := Queue.dequeue_any(every, None, connection=redis, serializer=JSONSerializer)) is not None:
        taken[0].delete()
        performing.perform(*taken[0].args)
