"""Notifications from Microsoft Graph: greeted, believed by their state alone, and sent again only if not kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from inbox import database
from inbox.database import Sessions
from inbox.models import Mailbox, MailboxState
from inbox.secrets import KeyRing
from sync.providers.outlook import subscriptions
from tests.addon.conftest import RING, Furnish
from tests.addon.test_hooks import queued, woken
from tests.clinic import Clinic

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
HOOK = "/hooks/graph"
SOON = 3.0


def state(mailbox_id: int, ring: str = RING) -> str:
    return subscriptions.client_state(KeyRing.parse(ring), mailbox_id)


def change(client_state: object, **more: object) -> dict[str, object]:
    """A notification as Microsoft words it."""
    resource = "Users/4f5e/Messages/AAMkAGI1"
    return {
        "subscriptionId": "7f105c7d-2dc5-4530-97cd-4e7ae6534c07", "changeType": "created", "resource": resource,
        "subscriptionExpirationDateTime": "2026-03-10T09:30:00Z", "clientState": client_state, "tenantId": "84bd8158",
        "resourceData": {"@odata.type": "#Microsoft.Graph.Message", "@odata.id": resource, "id": "AAMkAGI1"}, **more,
    }  # fmt: skip


def tell(service: Flask, *told: object, query: str = "?key=0123abcd") -> int:
    """Deliver notifications and say how they were answered."""
    return service.test_client().post(HOOK + query, json={"value": told}).status_code


def greet(service: Flask, query: str) -> TestResponse:
    return service.test_client().post(f"{HOOK}?{query}")


@pytest.mark.parametrize(
    ("written", "token"),
    [
        ("Validation%3A+Testing+client+application+reachability+for+subscription+Request-Id%3A+22be8b91", None),
        ("Validation%3a%20Testing%20client%20application%20reachability", None),
        ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", "<script>alert(1)</script>"),
        ("a%2Bb%26c%3Dd", "a+b&c=d"),
        ("gr%C3%BC%C3%9F", "grüß"),
    ],
)
def test_a_greeting_is_repeated_as_plain_text(service: Flask, written: str, token: str | None) -> None:
    answer = greet(service, f"key=0123abcd&validationToken={written}&later=more")

    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    said = answer.get_data(as_text=True)
    assert said == token if token else said.startswith("Validation: Testing client application reachability")


@pytest.mark.parametrize(
    "query",
    [
        "", "validationToken", "validationToken=", "validationToken=a&validationToken=b", "validationToken=a%0d%0aX:1",
        "validationToken=%00", "validationToken=" + "a" * 2001, "validationtoken=a",
    ],
)  # fmt: skip
def test_a_greeting_without_a_token_or_with_an_odd_one_is_refused(service: Flask, query: str) -> None:
    answer = greet(service, query)

    assert (answer.status_code, answer.get_data()) == (400, b"bad request")


def test_a_greeting_takes_neither_the_database_nor_redis(furnish: Furnish, engine: Engine) -> None:
    service = furnish(redis_url="redis://127.0.0.1:9/0")
    with without(engine, "mailbox"):
        assert greet(service, "validationToken=abc").get_data() == b"abc"


def test_a_notification_wakes_its_mailbox(service: Flask, make: Sessions, clinic: Clinic, redis: Redis) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).unannounced_at = clinic.front_desk.created_at

    assert tell(service, change(state(clinic.front_desk.id))) == 202

    assert woken(make) == {clinic.front_desk.id: 1}
    assert queued(redis) == [("sync_mailbox", [clinic.front_desk.id])]
    mailbox = row(make, clinic.front_desk.id)
    assert mailbox.pushed_at is not None
    assert mailbox.unannounced_at is None, "pushes do not stay away"


def test_a_thousand_notifications_at_once_make_one_job_a_mailbox(
    service: Flask, make: Sessions, clinic: Clinic, redis: Redis
) -> None:
    some = [change(state(one.id), number=n) for n in range(500) for one in (clinic.front_desk, clinic.appointments)]
    began = time.monotonic()

    assert tell(service, *some) == 202

    assert time.monotonic() - began < SOON
    ids = sorted((clinic.front_desk.id, clinic.appointments.id))
    assert queued(redis) == [("sync_mailbox", [one]) for one in ids]
    assert woken(make) == dict.fromkeys(ids, 1)


def test_what_nobody_here_asked_for_is_taken_and_wakes_nobody(
    service: Flask, make: Sessions, clinic: Clinic, redis: Redis
) -> None:
    right = state(clinic.front_desk.id)
    other = right.replace(f"{clinic.front_desk.id}.", f"{clinic.appointments.id}.")
    stolen = state(clinic.front_desk.id, RING.replace("MDAw", "MTEx"))
    forged = (other, right[:-1], right + "0", right.upper(), stolen, state(4711))
    odd = ("", None, 7, ["x"], {}, "²." + "0" * 64, "x" * 10_000)

    for one in (*map(change, forged), *map(change, odd), {}, [], None, "text"):
        assert tell(service, one) == 202
    assert tell(service) == 202

    assert woken(make) == {}
    assert queued(redis) == []


def test_one_that_is_wrong_spoils_no_other(service: Flask, make: Sessions, clinic: Clinic) -> None:
    assert tell(service, change("wrong"), None, change(state(clinic.front_desk.id))) == 202
    assert woken(make) == {clinic.front_desk.id: 1}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"not json", 400), (b"[]", 400), (b"{}", 400), (b"\xff", 400), (b'{"value": 5}', 400),
        (b'{"value": null}', 400), (b'{"value": [' + b"{}," * 20_000 + b"{}]}", 400), (b"[" * 100_000, 400),
        (b'{"value": ["' + b"x" * 5_000_000 + b'"]}', 413),
    ],
    ids=range(10),
)  # fmt: skip
def test_what_microsoft_never_sends_is_refused_soon(
    service: Flask, make: Sessions, redis: Redis, body: bytes, status: int
) -> None:
    began = time.monotonic()

    assert service.test_client().post(HOOK, data=body).status_code == status

    assert time.monotonic() - began < SOON
    assert woken(make) == {}
    assert queued(redis) == []


@pytest.mark.parametrize("event", ["subscriptionRemoved", "reauthorizationRequired"])
def test_a_subscription_that_ends_is_mended_once_however_often_it_is_told(
    service: Flask, make: Sessions, clinic: Clinic, redis: Redis, event: str
) -> None:
    with database.unit_of_work(make) as session:
        mailbox = session.get_one(Mailbox, clinic.front_desk.id)
        mailbox.watch_expires_at = mailbox.created_at + timedelta(days=6)
    for _ in range(2):
        assert tell(service, change(state(clinic.front_desk.id), lifecycleEvent=event)) == 202

    assert queued(redis) == [(job, [clinic.front_desk.id]) for job in ("sync_mailbox", "mend_watch")]
    mailbox = row(make, clinic.front_desk.id)
    assert mailbox.watch_expires_at == clinic.front_desk.created_at, "should the job get lost, the schedule finds it"
    assert mailbox.pushed_at is None


@pytest.mark.parametrize("event", ["missed", "somethingNew"])
def test_after_notifications_that_were_missed_the_mailbox_is_read(
    service: Flask, make: Sessions, clinic: Clinic, redis: Redis, event: str
) -> None:
    assert tell(service, change(state(clinic.front_desk.id), lifecycleEvent=event)) == 202

    assert queued(redis) == [("sync_mailbox", [clinic.front_desk.id])]
    assert row(make, clinic.front_desk.id).pushed_at is None


def test_a_mailbox_that_is_paused_is_left_alone(service: Flask, make: Sessions, clinic: Clinic, redis: Redis) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).state = MailboxState.PAUSED

    assert tell(service, change(state(clinic.front_desk.id))) == 202
    assert (woken(make), queued(redis)) == ({}, [])


def test_while_redis_is_away_it_is_kept_and_asked_for_again(furnish: Furnish, make: Sessions, clinic: Clinic) -> None:
    service = furnish(redis_url="redis://127.0.0.1:9/0")
    began = time.monotonic()

    assert tell(service, change(state(clinic.front_desk.id))) == 503

    assert time.monotonic() - began < SOON
    assert woken(make) == {clinic.front_desk.id: 1}


@pytest.mark.parametrize("table", ["mailbox", "wakeup"])
def test_what_cannot_be_kept_is_asked_for_again(service: Flask, clinic: Clinic, engine: Engine, table: str) -> None:
    with without(engine, table):
        assert tell(service, change(state(clinic.front_desk.id))) == 503


def test_a_state_of_a_key_that_is_being_replaced_is_still_believed(
    furnish: Furnish, make: Sessions, clinic: Clinic
) -> None:
    service = furnish(secret_keys=RING.replace("first:", "second:").replace("MDAw", "MTEx") + "," + RING)

    assert tell(service, change(state(clinic.front_desk.id))) == 202
    assert woken(make) == {clinic.front_desk.id: 1}


def test_nothing_but_posts_is_answered(service: Flask) -> None:
    assert service.test_client().get(f"{HOOK}?validationToken=abc").status_code == 405


def row(make: Sessions, mailbox_id: int) -> Mailbox:
    with database.unit_of_work(make, writes=False) as session:
        return session.get_one(Mailbox, mailbox_id)


@contextmanager
def without(engine: Engine, table: str) -> Iterator[None]:
    """The database lacks a table for a while."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO elsewhere")
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE elsewhere RENAME TO {table}")


def test_the_log_tells_that_somebody_tries_and_not_what(
    service: Flask, clinic: Clinic, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert tell(service, change("7." + "a" * 64), change("guess")) == 202

    said = capsys.readouterr().out + caplog.text  # wherever the log of this process goes
    assert "notifications came that nobody here asked for" in said
    assert "a" * 64 not in said and "guess" not in said
