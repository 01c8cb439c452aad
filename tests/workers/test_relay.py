"""Events reach the reactions: in batches, at least once, whoever dies in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from inbox import events
from inbox.models import Event, EventKind, Mailbox
from tests.clinic import actor, conversation
from tests.office import Office
from tests.valkey import serve
from tests.workers import errands
from workers import performing, queues, relay
from workers import runtime as running
from workers.job import JOBS, RELAY, UnitsOfWork


def queued(redis: Redis) -> list[tuple[str, list[object]]]:
    """What waits for the reactions: names and ids."""
    found = Queue(queues.REACTIONS, connection=redis, serializer=JSONSerializer).jobs
    return [(one.args[0], one.args[1]) for one in found]


def record(office: Office, *kinds: EventKind) -> list[int]:
    """Things happen to a conversation, in one unit of work."""
    with office.work.unit() as session:
        mailbox = session.get_one(Mailbox, office.mailbox_id)
        now = office.work.clock()
        one = conversation(session, mailbox, now=now)
        recorded = [events.record(session, one, kind, by=actor(None, now)) for kind in kinds]
        session.flush()
        return [each.id for each in recorded]


def waiting(office: Office) -> int:
    with office.work.unit(writes=False) as session:
        return session.scalar(select(func.count()).select_from(Event).where(Event.relayed_at.is_(None))) or 0


@pytest.fixture
def organization_id(office: Office, redis: Redis) -> Iterator[int]:
    """The clinic's, with nothing queued."""
    redis.flushall()
    yield office.clinic.organization.id


def test_a_unit_that_recorded_events_has_them_relayed_once(office: Office, redis: Redis, organization_id: int) -> None:
    assert JOBS[RELAY] is relay.relay_events
    record(office, EventKind.NOTE_DELETED, EventKind.CATEGORIZED)
    record(office, EventKind.NOTE_EDITED)

    assert queued(redis) == [("relay_events", [organization_id])]


def test_each_reaction_gets_one_job_for_all_its_events(office: Office, redis: Redis, organization_id: int) -> None:
    _, sorted_in, also_sorted, edited = record(
        office, EventKind.NOTE_DELETED, EventKind.CATEGORIZED, EventKind.CATEGORIZED, EventKind.NOTE_EDITED
    )
    redis.flushall()

    relay.relay_events.run(office.work, organization_id)

    assert queued(redis) == [("fail", [[sorted_in, also_sorted]]), ("note_events", [[sorted_in, also_sorted, edited]])]
    assert waiting(office) == 0
    redis.flushall()
    relay.relay_events.run(office.work, organization_id)
    assert queued(redis) == []


def test_a_reaction_that_fails_keeps_no_other_from_running(office: Office, redis: Redis, organization_id: int) -> None:
    (sorted_in,) = record(office, EventKind.CATEGORIZED)
    redis.flushall()
    relay.relay_events.run(office.work, organization_id)
    performing.equip(office.work)

    broken, working = queued(redis)
    with pytest.raises(ValueError, match="broken"):
        performing.perform(broken[0], broken[1], "")
    performing.perform(working[0], working[1], "")

    assert [int(each) for each in redis.lrange("reactions", 0, -1)] == [sorted_in]


def test_more_events_than_fit_one_batch_are_all_handed_over(office: Office, redis: Redis, organization_id: int) -> None:
    kinds = [EventKind.NOTE_EDITED] * 1100
    recorded = record(office, *kinds)
    redis.flushall()

    relay.relay_events.run(office.work, organization_id)

    batches = [ids[0] for _, ids in queued(redis)]
    assert [len(batch) for batch in batches if isinstance(batch, list)] == [500, 500, 100]
    assert sorted(each for batch in batches if isinstance(batch, list) for each in batch) == recorded
    assert waiting(office) == 0


def test_what_cannot_be_queued_stays_in_the_outbox_until_the_sweep(
    office: Office, redis: Redis, organization_id: int
) -> None:
    with serve() as server:
        lonely = running.build(office.work.runtime.settings.model_copy(update={"redis_url": server.url}))
        server.stop()
        apart = Office(UnitsOfWork(lonely), office.gmail, office.clinic, office.mailbox_id)
        record(apart, EventKind.NOTE_EDITED)
        lonely.engine.dispose()
    assert queued(redis) == []

    soon = UnitsOfWork(office.work.runtime, lambda: office.work.clock() + timedelta(seconds=31))
    relay.sweep_outbox.run(office.work)
    assert queued(redis) == []
    relay.sweep_outbox.run(soon)

    assert queued(redis) == [("relay_events", [organization_id])]
    assert waiting(office) == 1


def test_test_errands_are_known() -> None:
    assert JOBS["note_events"] is errands.note_events
