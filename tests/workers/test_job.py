"""Queueing jobs: after the commit, once, and never at the cost of what was committed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job as QueuedJob
from rq.serializers import JSONSerializer

from inbox import database
from inbox.database import Sessions
from inbox.models import Organization
from tests.valkey import serve
from workers import performing, queues
from workers import runtime as running
from workers.job import JOBS, UnitsOfWork, job
from workers.runtime import Runtime

done: list[tuple[int, ...]] = []


@job(queues.SYNC)
def count_mail(work: UnitsOfWork, mailbox_id: int, times: int = 1) -> None:
    """A job that tells that it ran."""
    done.append((mailbox_id, times))


@job(queues.REACTIONS, once=False)
def count_events(work: UnitsOfWork, event_ids: list[int]) -> None:
    """A job that may be queued any number of times."""
    done.append(tuple(event_ids))


def queued(redis: Redis, name: str = queues.SYNC) -> list[QueuedJob]:
    return Queue(name, connection=redis, serializer=JSONSerializer).jobs


def scheduled(redis: Redis, name: str = queues.SYNC) -> list[str]:
    return list(Queue(name, connection=redis, serializer=JSONSerializer).scheduled_job_registry.get_job_ids())


def test_a_job_is_queued_when_its_unit_is_committed(work: UnitsOfWork, redis: Redis) -> None:
    with work.unit() as session:
        count_mail.after(session, 7)
        assert queued(redis) == []

    (waiting,) = queued(redis)
    assert waiting.description == "count_mail(7)"
    assert waiting.args[:2] == ["count_mail", [7]]
    assert waiting.data.startswith(b"[")


def test_a_unit_that_fails_queues_nothing(work: UnitsOfWork, redis: Redis) -> None:
    with pytest.raises(ValueError, match="no"), work.unit() as session:
        count_mail.after(session, 7)
        raise ValueError("no")

    assert queued(redis) == []


def test_one_job_in_the_queue_is_enough_until_it_begins(work: UnitsOfWork, redis: Redis) -> None:
    performing.equip(work)
    for _ in range(50):
        with work.unit() as session:
            count_mail.after(session, 7)
    with work.unit() as session:
        count_mail.after(session, 8)
    assert [waiting.description for waiting in queued(redis)] == ["count_mail(7)", "count_mail(8)"]

    done.clear()
    performing.perform(*queued(redis)[0].args)
    count_mail.now(work, 7)

    assert done == [(7, 1)]
    assert len(queued(redis)) == 3


def test_jobs_for_batches_of_events_are_all_queued(work: UnitsOfWork, redis: Redis) -> None:
    for _ in range(2):
        count_events.now(work, [1, 2])

    assert len(queued(redis, queues.REACTIONS)) == 2


def test_a_job_for_later_waits_in_the_schedule_and_an_earlier_one_passes_it(work: UnitsOfWork, redis: Redis) -> None:
    with work.unit() as session:
        count_mail.later(session, 60, 7)
        count_mail.later(session, 90, 7)
    assert len(scheduled(redis)) == 1

    with work.unit() as session:
        count_mail.later(session, 5, 7)
        count_mail.after(session, 7)

    assert len(scheduled(redis)) == 2
    assert len(queued(redis)) == 1


def test_a_queue_that_cannot_be_reached_costs_nothing_but_time(runtime: Runtime) -> None:
    with serve() as server:
        url = runtime.settings.database_url
        apart = running.build(runtime.settings.model_copy(update={"redis_url": server.url, "database_url": url}))
        server.stop()
        began = datetime.now(UTC)

        with UnitsOfWork(apart).unit() as session:
            now = datetime.now(UTC)
            session.add(Organization(key="kept", name="Kept", created_at=now))
            count_mail.after(session, 7)

        assert datetime.now(UTC) - began < timedelta(seconds=2)
        with UnitsOfWork(apart).unit(writes=False) as session:
            assert session.query(Organization).count() == 1
        apart.engine.dispose()


def test_sessions_that_know_no_queue_queue_nothing(make: Sessions, redis: Redis) -> None:
    with database.unit_of_work(make) as session:
        count_mail.after(session, 7)

    assert queued(redis) == []


def test_a_job_can_be_done_here_and_is_known_by_its_name(work: UnitsOfWork) -> None:
    done.clear()
    count_mail.run(work, 7, times=3)

    assert done == [(7, 3)]
    assert JOBS["count_mail"] is count_mail
