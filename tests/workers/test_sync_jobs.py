"""Syncing as jobs: one at a time, not too often, and no commit without the lease."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from inbox.models import Mailbox, MailboxState
from inbox.settings import Settings
from sync import leases, wakeups
from sync.leases import Hold
from sync.line import Line
from sync.provider import Account, Fetched
from sync.providers import PROVIDERS
from sync.providers.gmail.mailbox import GmailMailbox
from tests.office import Office
from workers import queues, sync_jobs
from workers.job import UnitsOfWork


def scheduled(redis: Redis, name: str = queues.SYNC) -> list[datetime]:
    registry = Queue(name, connection=redis, serializer=JSONSerializer).scheduled_job_registry
    return [registry.get_scheduled_time(each) for each in registry.get_job_ids()]


def take_away_the_lease(office: Office) -> Hold:
    """Another worker believes that the first one is dead."""
    late = office.work.clock() + timedelta(hours=1)
    with office.work.unit() as session:
        hold = leases.take(session, office.mailbox_id, now=late, seconds=60)
    assert hold is not None
    return hold


@dataclass
class Interrupted:
    """Google, but something happens while it is asked for messages."""

    office: Office
    meanwhile: Callable[[], object]

    def __call__(self, account: Account, settings: Settings, line: Line) -> GmailMailbox:
        meanwhile = self.meanwhile

        class Slow(GmailMailbox):
            def fetch(self, provider_ids: Sequence[str]) -> Fetched:
                meanwhile()
                return super().fetch(provider_ids)

        return Slow(account, settings, line)

    def sync(self) -> None:
        """Sync while it happens."""
        PROVIDERS["interrupted"] = self
        self.office.become("interrupted")
        try:
            self.office.sync()
        finally:
            self.office.become("gmail")
            del PROVIDERS["interrupted"]


def test_a_worker_that_loses_its_lease_on_the_way_stores_nothing_more(office: Office) -> None:
    office.read_everything()
    before = office.mailbox.cursor
    message = office.gmail.deliver()

    Interrupted(office, lambda: take_away_the_lease(office)).sync()

    assert office.held == {}
    assert office.mailbox.cursor == before
    assert office.is_leased, "the other one has it still"
    office.free_the_lease()
    office.sync()
    assert set(office.held) == {message}


def test_while_one_worker_reads_a_mailbox_another_looks_again_soon_for_the_first_may_fail(
    office: Office, redis: Redis
) -> None:
    office.read_everything()
    office.gmail.simulator.delete("calls")
    redis.flushall()
    with office.work.unit() as session:
        leases.take(session, office.mailbox_id, now=office.work.clock(), seconds=60)

    office.sync()

    assert office.asked("users.history.list") == 0
    assert not office.is_settled
    (due,) = scheduled(redis)
    assert timedelta() < due - office.work.clock() < timedelta(seconds=3)


def test_hints_shortly_after_a_sync_are_looked_into_together_a_little_later(office: Office, redis: Redis) -> None:
    office.read_everything()
    office.gmail.simulator.delete("calls")
    calm = office.with_settings(sync_spacing=60.0)
    redis.flushall()

    for _ in range(5):
        calm.sync()

    assert calm.asked("users.history.list") == 0
    assert len(scheduled(redis)) == 1


def pushed(office: Office, *, ago: float) -> datetime:
    """A push came so many seconds ago."""
    at = office.work.clock() - timedelta(seconds=ago)
    with office.work.unit() as session:
        session.get_one(Mailbox, office.mailbox_id).pushed_at = at
    return at


def test_who_looks_at_once_after_a_push_looks_again_for_a_second_push_within_a_second_is_dropped(
    office: Office, redis: Redis
) -> None:
    office.read_everything()
    redis.flushall()
    pushed(office, ago=0.5)

    office.sync()

    assert not office.is_settled
    (due,) = scheduled(redis)
    assert timedelta(seconds=0.5) < due - office.work.clock() <= timedelta(seconds=2.5)
    dropped = office.gmail.deliver()
    pushed(office, ago=2)
    redis.flushall()
    sync_jobs.sync_mailbox.run(office.work, office.mailbox_id)
    assert set(office.held) == {dropped}
    assert office.is_settled
    assert scheduled(redis) == []


def test_pushes_that_come_shortly_after_a_sync_are_waited_for_so_that_one_sync_sees_them_all(
    office: Office, redis: Redis
) -> None:
    office.read_everything()
    read_at = office.mailbox.synced_at
    assert read_at is not None
    with office.work.unit() as session:
        session.get_one(Mailbox, office.mailbox_id).pushed_at = read_at + timedelta(seconds=2)
    redis.flushall()
    office.gmail.simulator.delete("calls")

    def sync(*, after: float) -> None:
        at = read_at + timedelta(seconds=after)
        spaced = office.with_settings(sync_spacing=2.0)
        replace(spaced, work=UnitsOfWork(spaced.work.runtime, lambda: at)).sync()

    sync(after=2.1)

    assert office.asked("users.history.list") == 0
    assert len(scheduled(redis)) == 1
    sync(after=3.6)
    assert office.asked("users.history.list") == 1, "not for ever, however many pushes come"


def test_a_hint_that_comes_during_a_sync_is_followed_by_another(office: Office, redis: Redis) -> None:
    office.read_everything()
    office.gmail.deliver()
    redis.flushall()

    def push() -> None:
        with office.work.unit() as session:
            wakeups.note(session, office.mailbox_id, datetime.now(UTC))

    Interrupted(office, push).sync()

    waiting = Queue(queues.SYNC, connection=redis, serializer=JSONSerializer).jobs
    assert [one.description for one in waiting] == [f"sync_mailbox({office.mailbox_id})"]
    sync_jobs.sync_mailbox.run(office.work, office.mailbox_id)
    assert office.is_settled


@pytest.mark.parametrize("fault", [
    {"kind": "rate-limit"}, {"kind": "status", "status": 503, "reason": "backendError"}, {"kind": "delegation-revoked"},
])  # fmt: skip
def test_old_mail_that_cannot_be_read_now_gives_the_mailbox_to_fresh_mail_that_waits(
    office: Office, redis: Redis, fault: dict[str, Any]
) -> None:
    office.gmail.deliver()
    office.sync()
    assert office.mailbox.state is MailboxState.BACKFILL
    with office.work.unit() as session:
        wakeups.note(session, office.mailbox_id, office.work.clock())
    redis.flushall()
    office.gmail.simulator.put("faults", {"faults": [{**fault, "mailbox": office.gmail.address}]})

    sync_jobs.backfill_mailbox.run(office.work, office.mailbox_id)

    waiting = Queue(queues.SYNC, connection=redis, serializer=JSONSerializer).jobs
    assert [one.description for one in waiting] == [f"sync_mailbox({office.mailbox_id})"]
    assert not office.is_leased


def test_fresh_mail_that_cannot_be_read_now_does_not_wake_itself(office: Office, redis: Redis) -> None:
    office.read_everything()
    redis.flushall()
    office.gmail.simulator.put("faults", {"faults": [{"kind": "rate-limit", "mailbox": office.gmail.address}]})

    office.sync()

    assert Queue(queues.SYNC, connection=redis, serializer=JSONSerializer).jobs == []
    assert len(scheduled(redis)) == 1


def test_paused_and_unknown_mailboxes_are_left_alone(office: Office) -> None:
    with office.work.unit() as session:
        session.get_one(Mailbox, office.mailbox_id).state = MailboxState.PAUSED

    office.sync()
    sync_jobs.backfill_mailbox.run(office.work, office.mailbox_id)
    sync_jobs.sync_mailbox.run(office.work, 4711)

    assert office.mailbox.cursor is None


def test_mailboxes_just_connected_are_read(office: Office, redis: Redis) -> None:
    redis.flushall()
    with office.work.unit() as session:
        sync_jobs.wake_new_mailboxes(session, now=office.work.clock())

    waiting = Queue(queues.SYNC, connection=redis, serializer=JSONSerializer).jobs
    assert [one.description for one in waiting] == [f"sync_mailbox({office.mailbox_id})"]
