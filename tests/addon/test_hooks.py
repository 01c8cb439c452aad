"""Pushes from Pub/Sub: what is authentic is acknowledged, whatever it says; only what cannot be kept is sent again."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import Engine, select

from inbox import database
from inbox.database import Sessions
from inbox.models import Mailbox, MailboxState, Wakeup
from tests.addon.conftest import Furnish
from tests.addon.google import PUSHER, Google
from tests.addon.sidebar import PUBLIC
from tests.addon.test_identity import forged
from tests.clinic import Clinic, found
from workers import queues

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
HOOK = "/hooks/gmail"
KNOWN = "reception@clinic.example.org"


def push(service: Flask, google: Google, body: bytes, **claims: Any) -> int:
    """Deliver a push and say how it was answered."""
    said: dict[str, Any] = {"email": PUSHER} | claims
    token = google.system(said.pop("aud", PUBLIC + HOOK), **said)
    return service.test_client().post(HOOK, data=body, headers={"Authorization": f"Bearer {token}"}).status_code


def message(address: object = KNOWN, history: object = "4711", encode: Any = base64.b64encode) -> bytes:
    """The body of a push."""
    data = encode(json.dumps({"emailAddress": address, "historyId": history}).encode()).decode()
    return envelope(data)


def envelope(data: object) -> bytes:
    body = {"message": {"data": data, "messageId": "1", "publishTime": "2026-03-04T09:30:00Z"}, "deliveryAttempt": 1}
    return json.dumps(body | {"subscription": "projects/p/subscriptions/s"}).encode()


def queued(redis: Redis) -> list[tuple[str, list[int]]]:
    """The jobs that wait for a worker."""
    waiting = Queue(queues.SYNC, connection=redis, serializer=JSONSerializer).jobs
    return [(job.args[0], job.args[1]) for job in waiting]


def woken(make: Sessions) -> dict[int, int]:
    """How many hints there are for each mailbox."""
    with database.unit_of_work(make, writes=False) as session:
        return {wakeup.mailbox_id: wakeup.count for wakeup in session.scalars(select(Wakeup))}


def test_a_push_wakes_the_mailbox(service: Flask, google: Google, make: Sessions, clinic: Clinic, redis: Redis) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).unannounced_at = clinic.front_desk.created_at

    assert push(service, google, message()) == 204

    assert woken(make) == {clinic.front_desk.id: 1}
    assert queued(redis) == [("sync_mailbox", [clinic.front_desk.id])]
    with database.unit_of_work(make, writes=False) as session:
        assert session.get_one(Mailbox, clinic.front_desk.id).unannounced_at is None, "pushes do not stay away"


@pytest.mark.parametrize(
    "body",
    [
        message("Reception@Clinic.example.org"),
        message(history=4711),
        message(history="1"),
        message(history=None),
        message(encode=base64.urlsafe_b64encode),
        envelope(base64.b64encode(json.dumps({"emailAddress": KNOWN, "x": "???>>>"}).encode()).decode().rstrip("=")),
        envelope(base64.urlsafe_b64encode(json.dumps({"emailAddress": KNOWN, "x": "???>>>"}).encode()).decode()),
    ],
    ids=["other case", "number", "older", "none", "url alphabet", "no padding", "url alphabet with - and _"],
)
def test_every_spelling_of_a_push_is_understood(
    service: Flask, google: Google, make: Sessions, clinic: Clinic, body: bytes
) -> None:
    assert push(service, google, body) == 204
    assert woken(make) == {clinic.front_desk.id: 1}


@pytest.mark.parametrize(
    "body",
    [
        message("nobody@clinic.example.org"), message(None), message(5), message(""), envelope("!!!"), envelope(None),
        envelope(base64.b64encode(b"not json").decode()), envelope(base64.b64encode(b"[]").decode()), b"", b"no",
        b"[]", b"{}", b'{"message":5}', b'{"message":{"data":{}}}', b"\xff",
    ],
)  # fmt: skip
def test_a_push_that_says_nothing_is_acknowledged_and_wakes_nobody(
    service: Flask, google: Google, make: Sessions, redis: Redis, body: bytes
) -> None:
    assert push(service, google, body) == 204
    assert woken(make) == {}
    assert queued(redis) == []


def test_who_proves_nothing_is_refused(service: Flask, google: Google, make: Sessions) -> None:
    refusals = set()
    for header in forged(google).values():
        answer = service.test_client().post(HOOK, data=message(), headers={"Authorization": header or ""})
        refusals.add((answer.status_code, answer.get_data()))
    assert refusals == {(401, b"unauthorized")}

    assert push(service, google, message(), email="other@project.iam.gserviceaccount.com") == 401
    assert push(service, google, message(), aud=PUBLIC + "/gmail/message") == 401
    assert woken(make) == {}


def test_the_audience_can_be_set(furnish: Furnish, google: Google, clinic: Clinic) -> None:
    service = furnish(google_push_audience="the-inbox")

    assert push(service, google, message(), aud="the-inbox") == 204
    assert push(service, google, message()) == 401


def test_fifty_pushes_make_one_job(
    service: Flask, google: Google, make: Sessions, clinic: Clinic, redis: Redis
) -> None:
    for _ in range(50):
        assert push(service, google, message()) == 204

    assert len(queued(redis)) == 1
    assert woken(make) == {clinic.front_desk.id: 50}


def test_an_address_of_two_organizations_wakes_both(
    service: Flask, google: Google, make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with database.unit_of_work(make) as session:
        other = found(session, now=now, key="other")
    assert push(service, google, message()) == 204

    assert woken(make).keys() == {clinic.front_desk.id, other.front_desk.id}


def test_a_mailbox_that_is_paused_is_left_alone(service: Flask, google: Google, make: Sessions, clinic: Clinic) -> None:
    with database.unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).state = MailboxState.PAUSED

    assert push(service, google, message()) == 204
    assert woken(make) == {}


def test_a_push_is_kept_while_redis_is_away(furnish: Furnish, google: Google, make: Sessions, clinic: Clinic) -> None:
    service = furnish(redis_url="redis://127.0.0.1:9/0")

    assert push(service, google, message()) == 204
    assert woken(make) == {clinic.front_desk.id: 1}


def test_a_push_that_cannot_be_kept_is_sent_again(service: Flask, google: Google, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE mailbox RENAME TO mailbox_elsewhere")
    try:
        assert push(service, google, message()) == 503
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE mailbox_elsewhere RENAME TO mailbox")


def test_without_an_account_that_may_push_no_push_is_believed(furnish: Furnish, clinic: Clinic, google: Google) -> None:
    service = furnish(google_push_account="")

    assert push(service, google, message()) == 401
    assert push(service, google, message(), email="") == 401
