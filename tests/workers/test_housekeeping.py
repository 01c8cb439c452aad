"""What recurs, done once here."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from inbox import lifecycle
from inbox.models import Click, Conversation, Mailbox, MailboxState, Status
from sync import wakeups
from tests.clinic import actor, conversation
from tests.office import Office
from workers import housekeeping, queues
from workers.job import UnitsOfWork


def queued(redis: Redis, name: str = queues.SYNC) -> list[str]:
    return [str(one.description) for one in Queue(name, connection=redis, serializer=JSONSerializer).jobs]


@pytest.fixture
def quiet(office: Office) -> Office:
    """All mailboxes of the clinic were read just now, nothing is queued."""
    with office.work.unit() as session:
        for mailbox in session.query(Mailbox):
            mailbox.synced_at = office.work.clock()
            mailbox.state = MailboxState.LIVE
    office.work.runtime.redis.flushall()
    return office


def after(office: Office, minutes: float) -> UnitsOfWork:
    return UnitsOfWork(office.work.runtime, lambda: office.work.clock() + timedelta(minutes=minutes))


def test_a_silent_mailbox_is_asked_and_one_that_was_read_is_not(quiet: Office, redis: Redis) -> None:
    with quiet.work.unit() as session:
        session.get_one(Mailbox, quiet.mailbox_id).synced_at = quiet.work.clock() - timedelta(minutes=5)

    housekeeping.ask_silent_mailboxes.run(quiet.work)

    assert queued(redis) == [f"sync_mailbox({quiet.mailbox_id})"]
    assert not quiet.is_settled


@pytest.mark.parametrize("state", [MailboxState.PAUSED, MailboxState.DISCONNECTED])
def test_a_mailbox_left_alone_on_purpose_is_not_asked(quiet: Office, redis: Redis, state: MailboxState) -> None:
    with quiet.work.unit() as session:
        for mailbox in session.query(Mailbox):
            mailbox.state = state
            mailbox.try_at = quiet.work.clock() + timedelta(minutes=30)

    housekeeping.ask_silent_mailboxes.run(after(quiet, 10))
    assert queued(redis) == []

    housekeeping.ask_silent_mailboxes.run(after(quiet, 31))
    assert len(queued(redis)) == (3 if state is MailboxState.DISCONNECTED else 0)


def test_hints_and_listings_whose_job_got_lost_are_queued_again(quiet: Office, redis: Redis) -> None:
    with quiet.work.unit() as session:
        wakeups.note(session, quiet.clinic.invoices.id, quiet.work.clock())
        session.get_one(Mailbox, quiet.mailbox_id).state = MailboxState.BACKFILL

    housekeeping.find_lost_work.run(after(quiet, 1))

    assert queued(redis) == [f"sync_mailbox({quiet.clinic.invoices.id})"]
    assert queued(redis, queues.BACKFILL) == [f"backfill_mailbox({quiet.mailbox_id})"]


def test_snoozed_conversations_wake_at_their_time(quiet: Office, now: datetime) -> None:
    work = quiet.work
    with work.unit() as session:
        one = conversation(session, session.get_one(Mailbox, quiet.mailbox_id), now=now)
        until = work.clock() + timedelta(minutes=10)
        lifecycle.snooze(session, one, until, by=actor(None, work.clock()))

    housekeeping.wake_snoozed.run(work)
    with work.unit(writes=False) as session:
        assert session.get_one(Conversation, one.id).status is Status.PENDING
    housekeeping.wake_snoozed.run(after(quiet, 11))
    with work.unit(writes=False) as session:
        assert session.get_one(Conversation, one.id).status is Status.OPEN


def test_clicks_are_forgotten_after_a_week(quiet: Office) -> None:
    now = quiet.work.clock()
    with quiet.work.unit() as session:
        for key, age in (("old", 8), ("new", 6)):
            organization_id = quiet.clinic.organization.id
            session.add(Click(key=key, organization_id=organization_id, at=now - timedelta(days=age)))

    housekeeping.forget_old_clicks.run(quiet.work)

    with quiet.work.unit(writes=False) as session:
        assert [click.key for click in session.query(Click)] == ["new"]
