"""Outlook's notifications on their whole way: Microsoft, the hook, the queue, the sync; and what is done without."""

from __future__ import annotations

import io
import time

import pytest
import requests
from redis import Redis
from rq import Queue
from rq.registry import ScheduledJobRegistry
from rq.serializers import JSONSerializer

from inbox.models import MailboxState
from inbox.secrets import KeyRing
from sync import troubles, watch
from sync.providers.outlook import subscriptions
from tests.addon.test_hooks import queued
from tests.addon.test_log import written
from tests.office import Office
from tests.sync.outside import RING
from tests.workers.outlook.conftest import Notified
from tests.workers.processes import eventually, worker
from workers import housekeeping, queues, sync_jobs, watch_jobs
from workers.schedule import SCHEDULE

__all__ = ["written"]
pytestmark = [
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
    pytest.mark.parametrize("office", ["outlook"], indirect=True),
]
SECONDS = 10.0


def test_the_only_worker_subscribes_and_mail_is_seen_seconds_after_it_came(notified: Office) -> None:
    with worker(notified.work.runtime):
        with notified.work.unit() as session:
            sync_jobs.wake_new_mailboxes(session, now=notified.work.clock())
        eventually(lambda: notified.mailbox.watch_expires_at is not None, "the subscription")
        eventually(lambda: notified.mailbox.state is MailboxState.LIVE and notified.is_settled, "the first reading")
        before = time.monotonic()

        message = notified.gmail.deliver()

        eventually(lambda: message in notified.held, "the mail")
        assert time.monotonic() - before < SECONDS
        eventually(lambda: notified.is_settled, "the last hint")
    assert notified.mailbox.pushed_at is not None


def test_what_we_do_ourselves_is_told_too_and_causes_nothing_more(watched: Notified, redis: Redis) -> None:
    office = watched.office
    message = office.gmail.deliver(at=watched.clock())
    eventually(lambda: queued(redis), "its notification")
    watched.work_on()
    assert message in office.held
    assert office.asked("graph.messages.update") == 1
    eventually(lambda: "updated" in {one.get("changeType") for one in watched.heard}, "word of our own categories")

    watched.work_on()

    assert office.asked("graph.messages.update") == 1


def test_notifications_that_are_lost_are_made_up_by_the_sweep(watched: Notified, redis: Redis) -> None:
    (before,) = watched.subscriptions()
    watched.trouble("push-lost", times=100)
    message = watched.office.gmail.deliver()
    eventually(lambda: watched.subscriptions()[0]["told_until"] > before["told_until"], "the loss")
    assert (watched.heard, queued(redis)) == ([], [])
    watched.clock.pass_by(minutes=5)

    housekeeping.ask_silent_mailboxes.run(watched.work)
    watched.work_on()

    assert message in watched.office.held


def test_a_subscription_that_is_removed_is_made_anew_and_the_mailbox_read(watched: Notified, redis: Redis) -> None:
    (before,) = watched.subscriptions()
    watched.happen("subscriptionRemoved")
    message = watched.office.gmail.deliver()
    eventually(lambda: ("mend_watch", [watched.office.mailbox_id]) in queued(redis), "word of it")
    watched.work_on()
    (after,) = watched.subscriptions()
    assert after["id"] != before["id"]

    requests.post(before["notification_url"], json={"value": watched.heard[:1]}, timeout=SECONDS)
    watched.work_on()

    assert [one["id"] for one in watched.subscriptions()] == [after["id"]]
    assert message in watched.office.held
    is_heard(watched, redis)


def test_a_subscription_that_wants_a_word_gets_it_and_the_mailbox_is_read(watched: Notified, redis: Redis) -> None:
    (before,) = watched.subscriptions()
    watched.happen("reauthorizationRequired")
    message = watched.office.gmail.deliver()
    eventually(lambda: ("mend_watch", [watched.office.mailbox_id]) in queued(redis), "word of it")
    watched.work_on()

    for _ in range(2):
        (after,) = watched.subscriptions()
        assert (after["id"], after["authorised"]) == (before["id"], 1)
        requests.post(before["notification_url"], json={"value": watched.heard[:1]}, timeout=SECONDS)
        watched.work_on()
    assert message in watched.office.held
    is_heard(watched, redis)


def test_after_missed_notifications_the_mailbox_is_read(watched: Notified, redis: Redis) -> None:
    watched.trouble("push-lost", times=2)
    message = watched.office.gmail.deliver()
    watched.happen("missed")

    eventually(lambda: queued(redis), "word of it")
    watched.work_on()

    assert message in watched.office.held
    assert len(watched.subscriptions()) == 1


def test_one_that_vanished_without_a_word_is_there_again_within_the_hour(watched: Notified, redis: Redis) -> None:
    watched.trouble("subscription-vanishes")
    watched.office.gmail.deliver()
    eventually(lambda: not watched.subscriptions(), "its end")

    watch_jobs.renew_watches.run(watched.work)
    watched.work_on()

    assert len(watched.subscriptions()) == 1
    is_heard(watched, redis)


def test_it_is_looked_at_every_hour_and_so_renewed_long_before_half_of_its_time(watched: Notified) -> None:
    renewing = SCHEDULE["renew watches"]
    assert (renewing.every, renewing.job) == (3600, watch_jobs.renew_watches)
    with watched.work.unit(writes=False) as session:
        assert watched.office.mailbox_id in watch.due(session, now=watched.clock())


def test_a_subscription_that_cannot_be_made_is_tried_again_soon(office: Office, redis: Redis) -> None:
    unreachable = office.with_settings(graph_notification_url="http://127.0.0.1:9/hooks/graph")
    unreachable.read_everything()

    watch_jobs.renew_watch.run(unreachable.work, office.mailbox_id)

    assert office.mailbox.watch_expires_at is None
    assert troubles.counts(redis)["watch not renewed"] == 1
    waiting = ScheduledJobRegistry(queues.SYNC, connection=redis, serializer=JSONSerializer)
    (job,) = waiting.get_job_ids()
    queue = Queue(queues.SYNC, connection=redis, serializer=JSONSerializer)
    assert (found := queue.fetch_job(job)) is not None
    assert found.args[:2] == ["renew_watch", [office.mailbox_id]]


def test_when_notifications_are_switched_off_nobody_waits_for_them(watched: Notified) -> None:
    without = watched.office.with_settings(graph_notification_url="")

    watch_jobs.renew_watch.run(without.work, without.mailbox_id)

    assert without.mailbox.watch_expires_at is None


def test_no_state_of_a_subscription_is_in_the_log_or_the_queue(
    watched: Notified, redis: Redis, written: io.StringIO
) -> None:
    state = subscriptions.client_state(KeyRing.parse(RING), watched.office.mailbox_id)
    watched.happen("subscriptionRemoved")
    eventually(lambda: ("mend_watch", [watched.office.mailbox_id]) in queued(redis), "word of it")
    for job in Queue(queues.SYNC, connection=redis, serializer=JSONSerializer).jobs:
        assert state not in str(job.to_dict(include_meta=True)) + str(job.args)
    watched.work_on()
    is_heard(watched, redis)

    said = written.getvalue()
    assert "subscriptions" in said, "what is asked of Graph is in the log"
    assert state not in said
    assert state.partition(".")[2] not in said
    assert "a secret" not in said


def is_heard(watched: Notified, redis: Redis) -> None:
    """A further mail is read because Microsoft tells of it."""
    message = watched.office.gmail.deliver()
    deadline = time.monotonic() + SECONDS
    while message not in watched.office.held:
        assert time.monotonic() < deadline, "a mail of which nothing was told"
        eventually(lambda: queued(redis), "its notification")
        watched.work_on()
