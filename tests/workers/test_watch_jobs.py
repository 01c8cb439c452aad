"""Watches: renewed daily, soonest end first, and an alert before one ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from inbox import mailbox_status
from inbox.models import Mailbox, MailboxState
from sync import troubles, watch
from tests.office import Office
from workers import queues, watch_jobs
from workers.job import UnitsOfWork

TOPIC = "projects/clinic/topics/gmail"


def mailbox_status_of(office: Office) -> dict[str, Any]:
    with office.work.unit(writes=False) as session:
        mailbox = session.get_one(Mailbox, office.mailbox_id)
        return mailbox_status.of(session, mailbox, now=office.work.clock())


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


def later(office: Office, minutes: float) -> Office:
    """The same office some minutes from now."""
    now = office.work.clock() + timedelta(minutes=minutes)
    return replace(office, work=UnitsOfWork(office.work.runtime, lambda: now))


def is_renewed(redis: Redis, office: Office) -> bool:
    found = Queue(queues.SYNC, connection=redis, serializer=JSONSerializer).jobs
    redis.flushall()
    return f"renew_watch({office.mailbox_id})" in [one.description for one in found]


@pytest.fixture
def watched(pushed: Office, redis: Redis) -> Office:
    """A mailbox that was read, and is watched."""
    pushed.read_everything()
    watch_jobs.renew_watch.run(pushed.work, pushed.mailbox_id)
    redis.flushall()
    return pushed


def test_a_watch_that_died_without_a_word_is_set_up_anew_once_mail_is_found_only_by_asking(
    watched: Office, redis: Redis
) -> None:
    watched.gmail.simulator.put("faults", {"faults": [{"kind": "watch-dies", "mailbox": watched.gmail.address}]})
    watched.gmail.deliver()
    later(watched, 4).sync()
    assert watched.mailbox.unannounced_at is not None
    assert not is_renewed(redis, watched), "the push may be late"

    much_later = later(watched, 8)
    much_later.sync()

    assert is_renewed(redis, watched)
    status = mailbox_status_of(much_later)
    assert any("found only by asking" in sentence for sentence in status["advice"])
    watch_jobs.renew_watch.run(much_later.work, watched.mailbox_id)
    assert watched.asked("users.watch") == 2
    assert troubles.counts(redis)["pushes stay away"] == 1


def test_while_pushes_stay_away_the_watch_is_set_up_anew_every_hour_and_not_with_every_sync(
    watched: Office, redis: Redis
) -> None:
    watched.gmail.deliver()
    later(watched, 4).sync()
    later(watched, 8).sync()
    redis.flushall()
    watched.gmail.deliver()

    later(watched, 12).sync()

    assert not is_renewed(redis, watched)
    hour = later(watched, 60)
    with hour.work.unit(writes=False) as session:
        assert watch.due(session, now=hour.work.clock())[-1] == watched.mailbox_id


def test_a_push_that_comes_late_is_no_reason(watched: Office, redis: Redis) -> None:
    watched.gmail.deliver()
    later(watched, 4).sync()
    with watched.work.unit() as session:
        session.get_one(Mailbox, watched.mailbox_id).pushed_at = later(watched, 5).work.clock()

    later(watched, 8).sync()

    assert watched.mailbox.unannounced_at is None
    assert not is_renewed(redis, watched)


def test_nobody_misses_pushes_of_a_mailbox_where_no_mail_arrives(watched: Office, redis: Redis) -> None:
    for minutes in (4, 8, 12):
        later(watched, minutes).sync()

    assert watched.mailbox.unannounced_at is None
    assert not is_renewed(redis, watched)
    hour = later(watched, 60)
    with hour.work.unit(writes=False) as session:
        assert watched.mailbox_id not in watch.due(session, now=hour.work.clock())


def test_without_pushes_there_is_no_watch_and_no_complaint(office: Office) -> None:
    watch_jobs.renew_watch.run(office.work, office.mailbox_id)

    assert office.mailbox.watch_expires_at is None
    assert not watch.ends_soon(office.mailbox, now=office.work.clock())
