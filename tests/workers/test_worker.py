"""Real workers: killed, asked to end, without Redis for a while."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from redis import Redis

from inbox.models import MailboxState
from sync import troubles
from tests.office import Office
from tests.valkey import serve
from tests.workers import errands
from tests.workers.processes import PATIENCE, children, eventually, kill, ticker, worker
from workers import runtime as running
from workers import sync_jobs
from workers.job import UnitsOfWork

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def notes(redis: Redis, name: str = "notes") -> list[int]:
    return [int(each) for each in redis.lrange(name, 0, -1)]


def test_jobs_are_done_in_children_now_or_later_and_again_when_the_child_is_killed(
    work: UnitsOfWork, redis: Redis
) -> None:
    with worker(work.runtime) as process:
        with work.unit() as session:
            errands.note.later(session, 0.5, 2)
            errands.note.after(session, 1)
            errands.note_process.after(session)
            errands.die_once.after(session, 3)

        eventually(lambda: len(notes(redis)) == 3, "all notes")

    assert notes(redis)[0] == 1
    assert notes(redis, "processes") != [process.pid]
    assert troubles.counts(redis)["worker killed"] == 1


def test_asked_to_end_a_worker_finishes_its_job_first(work: UnitsOfWork, redis: Redis) -> None:
    with worker(work.runtime) as process:
        errands.wait_for_leave.now(work, 7)
        eventually(lambda: notes(redis, "begun"), "the job's beginning")
        process.send_signal(signal.SIGTERM)
        redis.set("leave", 1)

        assert process.wait(PATIENCE) == 0
    assert notes(redis) == [7]


def test_nothing_outlives_a_worker_that_is_killed(work: UnitsOfWork) -> None:
    with worker(work.runtime) as process:
        eventually(lambda: children(process), "the scheduler")
        below = children(process)
        process.kill()
        process.wait(PATIENCE)

        eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below), "the end of its children")


def test_mail_is_read_soon_after_its_push_and_fifty_pushes_are_two_syncs(office: Office) -> None:
    office = office.with_settings(sync_spacing=2.0)
    with worker(office.work.runtime):
        with office.work.unit() as session:
            sync_jobs.wake_new_mailboxes(session, now=office.work.clock())
        eventually(lambda: office.mailbox.state is MailboxState.LIVE, "the first reading")
        office.gmail.simulator.delete("calls")
        messages = {office.gmail.deliver() for _ in range(5)}

        for _ in range(50):
            with office.work.unit() as session:
                sync_jobs.ask(session, office.mailbox_id, now=office.work.clock())
        eventually(lambda: set(office.held) == messages, "the mail")
        eventually(lambda: office.is_settled, "the last hint")

    assert 1 <= office.asked("users.history.list") <= 2


def test_work_of_a_worker_killed_with_its_child_is_found_by_the_next(office: Office, redis: Redis) -> None:
    office.read_everything()
    message = office.gmail.deliver()
    slow = {"kind": "hang", "method": "users.history.list", "seconds": 3, "times": 1}
    office.gmail.simulator.put("faults", {"faults": [slow]})
    with worker(office.work.runtime) as process:
        with office.work.unit() as session:
            sync_jobs.ask(session, office.mailbox_id, now=office.work.clock())
        eventually(lambda: office.is_leased, "the lease")
        kill(process)

    office.free_the_lease()
    redis.flushall()
    with worker(office.work.runtime):
        sync_jobs.sync_mailbox.now(office.work, office.mailbox_id)
        eventually(lambda: set(office.held) == {message}, "the mail")


def test_workers_and_tickers_outlive_an_outage_of_redis(office: Office) -> None:
    office.read_everything()
    with serve() as server:
        changed = office.work.runtime.settings.model_copy(
            update={"redis_url": server.url, "tick_seconds": 0.2, "poll_minutes": 0.001}
        )
        runtime = running.build(changed)
        with worker(runtime) as one, ticker(runtime) as other:
            first = office.mailbox.synced_at
            eventually(lambda: office.mailbox.synced_at != first, "a poll")
            server.stop()
            message = office.gmail.deliver()
            server.start()
            runtime.redis.delete(*runtime.redis.keys("inbox:ticker:*"))

            eventually(lambda: set(office.held) == {message}, "the mail after the outage")
            assert one.poll() is None
            assert other.poll() is None
        runtime.redis.close()
        runtime.engine.dispose()
