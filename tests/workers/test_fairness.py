"""Nobody waits for another mailbox's old mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from inbox.models import MailboxState
from tests.office import Office, connect
from tests.sync.outside import Gmail
from workers import performing, queues, sync_jobs
from workers.job import UnitsOfWork

RECENTLY = datetime.now(UTC) - timedelta(days=3)


@dataclass
class Hurried:
    """A clock by which time passes whenever somebody looks."""

    looked: Iterator[int]

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=next(self.looked) / 4)


def turns(redis: Redis) -> Iterator[int]:
    """Read what waits as one worker does, fresh mail first; gives the mailboxes whose old mail was read."""
    waiting = [Queue(name, connection=redis, serializer=JSONSerializer) for name in (queues.SYNC, queues.BACKFILL)]
    while found := next((one for queue in waiting for one in queue.jobs), None):
        Queue(found.origin, connection=redis, serializer=JSONSerializer).remove(found)
        performing.perform(*found.args)
        if found.args[0] == sync_jobs.backfill_mailbox.name:
            yield found.args[1][0]


def two_mailboxes_with_old_mail(office: Office, mails: int) -> tuple[Office, Office]:
    """A worker has begun with neither."""
    brief = office.with_settings(sync_batch=5, slice_seconds=2.0)
    here = replace(brief, work=UnitsOfWork(brief.work.runtime, Hurried(count())))
    gmail = Gmail(office.gmail.simulator)
    other = replace(here, gmail=gmail, mailbox_id=office.clinic.invoices.id)
    connect(here.work, other.mailbox_id, gmail)
    for each in (here, other):
        for _ in range(mails):
            each.gmail.deliver(at=RECENTLY)
    performing.equip(here.work)
    return here, other


def test_two_mailboxes_read_their_old_mail_in_turns(office: Office, redis: Redis) -> None:
    one, other = two_mailboxes_with_old_mail(office, 40)
    redis.flushall()
    with one.work.unit() as session:
        sync_jobs.wake_new_mailboxes(session, now=one.work.clock())

    begun = list(islice(turns(redis), 4))

    assert begun in ([one.mailbox_id, other.mailbox_id] * 2, [other.mailbox_id, one.mailbox_id] * 2)
    assert len(one.held) > 0 < len(other.held)
    assert {one.mailbox.state, other.mailbox.state} == {MailboxState.BACKFILL}, "neither was read in one go"


def test_mail_of_another_mailbox_goes_before_the_next_slice_of_old_mail(office: Office, redis: Redis) -> None:
    one, other = two_mailboxes_with_old_mail(office, 40)
    other.read_everything()
    redis.flushall()
    one.sync()
    fresh = other.gmail.deliver()
    with one.work.unit() as session:
        sync_jobs.ask(session, other.mailbox_id, now=one.work.clock())

    next(turns(redis))

    assert fresh in other.held
    assert one.mailbox.state is MailboxState.BACKFILL
