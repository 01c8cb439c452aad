"""Watches: renewed daily, soonest end first, and an alert before one ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from inbox.models import Mailbox, MailboxState
from sync import troubles, watch
from tests.office import Office
from workers import queues, watch_jobs

TOPIC = "projects/clinic/topics/gmail"


@pytest.fixture
def pushed(office: Office) -> Iterator[Office]:
    """Pushes are set up."""
    subscription = {
        "topic": TOPIC, "endpoint": "http://127.0.0.1:9/hooks/gmail", "audience": "inbox",
        "service_account": "push@example.org",
    }  # fmt: skip
    office.gmail.simulator.put("subscriptions", {"subscriptions": [subscription]})
    yield office.with_settings(google_topic=TOPIC)
    office.gmail.simulator.put("subscriptions", {"subscriptions": []})


def test_a_watch_is_renewed_for_a_week(pushed: Office) -> None:
    watch_jobs.renew_watch.run(pushed.work, pushed.mailbox_id)

    ends = pushed.mailbox.watch_expires_at
    assert ends is not None
    assert timedelta(days=6) < ends - pushed.work.clock() <= timedelta(days=7)
    assert pushed.asked("users.watch") == 1


def test_a_new_mailbox_is_watched_once_it_is_read(pushed: Office, redis: Redis) -> None:
    pushed.sync()

    found = Queue(queues.SYNC, connection=redis, serializer=JSONSerializer).jobs
    assert f"renew_watch({pushed.mailbox_id})" in [one.description for one in found]


def test_those_not_renewed_for_a_day_are_due_soonest_end_first(pushed: Office, redis: Redis) -> None:
    clinic, now = pushed.clinic, pushed.work.clock()
    ends = {clinic.front_desk.id: 5.9, clinic.appointments.id: 1.0, clinic.invoices.id: 6.9}
    with pushed.work.unit() as session:
        for mailbox_id, days in ends.items():
            mailbox = session.get_one(Mailbox, mailbox_id)
            mailbox.state, mailbox.watch_expires_at = MailboxState.LIVE, now + timedelta(days=days)
        assert watch.due(session, now=now) == [clinic.appointments.id, clinic.front_desk.id]
        session.get_one(Mailbox, clinic.invoices.id).watch_expires_at = None
        session.get_one(Mailbox, clinic.front_desk.id).state = MailboxState.DISCONNECTED
        assert watch.due(session, now=now) == [clinic.invoices.id, clinic.appointments.id]
    redis.flushall()

    watch_jobs.renew_watches.run(pushed.work)

    found = Queue(queues.SYNC, connection=redis, serializer=JSONSerializer).jobs
    assert [one.args[1] for one in found] == [[clinic.invoices.id], [clinic.appointments.id]]


def test_a_watch_that_cannot_be_renewed_is_kept_as_it_was_and_counted(pushed: Office, redis: Redis) -> None:
    soon = pushed.work.clock() + timedelta(hours=47)
    with pushed.work.unit() as session:
        session.get_one(Mailbox, pushed.mailbox_id).watch_expires_at = soon
    pushed.gmail.simulator.put("faults", {"faults": [
        {"kind": "status", "method": "users.watch", "status": 403, "reason": "forbidden"}
    ]})  # fmt: skip

    watch_jobs.renew_watch.run(pushed.work, pushed.mailbox_id)

    assert pushed.mailbox.watch_expires_at == soon
    assert watch.ends_soon(pushed.mailbox, now=pushed.work.clock())
    assert troubles.counts(redis)["watch not renewed"] == 1


def test_without_pushes_there_is_no_watch_and_no_complaint(office: Office) -> None:
    watch_jobs.renew_watch.run(office.work, office.mailbox_id)

    assert office.mailbox.watch_expires_at is None
    assert not watch.ends_soon(office.mailbox, now=office.work.clock())
