"""Numbers of the work outside the web process."""

from __future__ import annotations

from datetime import timedelta

from redis import Redis

from inbox.models import Mailbox, MailboxState
from tests import ledgers
from tests.office import Office
from workers import measures, queues, sync_jobs


def test_a_queue_tells_how_much_waits_and_for_how_long(office: Office, redis: Redis) -> None:
    redis.flushall()
    sync_jobs.sync_mailbox.now(office.work, office.mailbox_id)
    sync_jobs.sync_mailbox.now(office.work, office.clinic.invoices.id)

    found = measures.of_queues(redis, now=office.work.clock() + timedelta(seconds=30))

    assert [each.name for each in found] == list(queues.QUEUES)
    sync = next(each for each in found if each.name == queues.SYNC)
    assert sync.waiting == 2
    assert 29 < sync.oldest < 35
    assert found[0].oldest == 0


def test_a_mailbox_tells_how_old_its_news_is_without_its_address(office: Office) -> None:
    now = office.work.clock()
    with office.work.unit() as session:
        mailbox = session.get_one(Mailbox, office.mailbox_id)
        mailbox.synced_at = now - timedelta(seconds=90)
        mailbox.watch_expires_at = now + timedelta(days=2)
        session.get_one(Mailbox, office.clinic.invoices.id).state = MailboxState.PAUSED
        found = measures.of_mailboxes(session, now=now)

    assert [each.mailbox_id for each in found] == [office.mailbox_id, office.clinic.appointments.id]
    assert (found[0].lag, found[0].watch_left) == (90, 2 * 24 * 3600)
    assert "@" not in repr(found)


def test_troubles_are_counted_by_kind(office: Office, redis: Redis) -> None:
    office.gmail.simulator.put("faults", {"faults": [
        {"kind": "status", "method": "users.getProfile", "status": 503, "reason": "backendError", "times": 2}
    ]})  # fmt: skip

    office.read_everything()

    assert measures.of_troubles(redis) == {"gmail 503": 2}


def test_events_that_wait_are_counted(office: Office) -> None:
    office.read_everything()

    with office.work.unit(writes=False) as session:
        assert measures.waiting_events(session) == 2


def test_a_ledger_tells_what_its_newest_check_found(office: Office) -> None:
    now = office.work.clock()
    with office.work.unit() as session:
        mailbox = session.get_one(Mailbox, office.mailbox_id)
        ledgers.write(session, mailbox, ledgers.clean(now), ledgers.holed(now, missing=3, repaired=1), now=now)
        (found,) = measures.of_ledgers(session, now=now + timedelta(hours=1))

    assert (found.mailbox_id, found.missing, found.unexplained, found.is_whole) == (office.mailbox_id, 3, 2, True)
    assert found.age == 3600
