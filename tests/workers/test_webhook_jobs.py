"""Webhooks out: signed as Standard Webhooks wants it, nothing lost, given up only after days, never in a hurry."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import orjson
import pytest
from flask import Flask, Response, request
from sqlalchemy import select

from inbox import assignment, events, lifecycle, notes, webhook_log, webhook_secrets, webhooks
from inbox.models import (
    Conversation,
    EventKind,
    Notice,
    Notification,
    Person,
    SendingState,
    Webhook,
    WebhookDelivery,
)
from tests.clinic import actor
from tests.house import House
from tests.loopback import serving
from tests.queued import work_on
from workers.webhook_jobs import forget_old_deliveries, send_due_webhooks, tell_webhooks, try_out

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


@dataclass
class Receiver:
    """Another system, which checks what it gets as the standard says."""

    answers: list[Response] = field(default_factory=list)
    otherwise: int = 204
    got: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    asked: int = 0

    def take(self) -> Response:
        self.asked += 1
        body, heads = request.get_data(), request.headers
        signed = f"{heads['webhook-id']}.{heads['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(b"s" * 32, signed, hashlib.sha256).digest()).decode()
        assert heads["webhook-signature"] == f"v1,{expected}"
        answer = self.answers.pop(0) if self.answers else Response("", self.otherwise)
        if answer.status_code < 300:
            self.got.append((heads["webhook-id"], orjson.loads(body)))
        return answer

    @property
    def types(self) -> list[object]:
        return [payload["type"] for _, payload in self.got]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@contextmanager
def _listening(receiver: Receiver) -> Iterator[str]:
    app = Flask("receiver")
    app.add_url_rule("/hook", "take", receiver.take, methods=["POST"])
    with serving(app) as address:
        yield f"{address}/hook"


@pytest.fixture
def hook(house: House, receiver: Receiver) -> Iterator[int]:
    """A webhook that wants everything about conversations."""
    with _listening(receiver) as url:
        yield add(house, url, ["conversation.*"])


def add(house: House, url: str, wanted: list[str], *, key: str = "ehr") -> int:
    with house.work.unit() as session:
        organization = house.clinic.organization.id
        sealed = webhook_secrets.seal(house.work.runtime.ring, organization, key, SECRET)
        row = Webhook(
            organization_id=organization, key=key, url=url, events=wanted, secret=sealed, created_at=house.clock()
        )
        session.add(row)
        session.flush()
        return row.id


def close(house: House, *, reopen: bool = False) -> None:
    """Something happens."""
    with house.work.unit() as session:
        one = session.get_one(Conversation, house.conversation_id)
        by = actor(house.clinic.ben, house.clock())
        (lifecycle.open_ if reopen else lifecycle.close)(session, one, by=by)
    work_on(house.work)


def send(house: House) -> None:
    send_due_webhooks.now(house.work)
    work_on(house.work)


def rows(house: House) -> list[WebhookDelivery]:
    with house.work.unit(writes=False) as session:
        return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def test_events_are_told_in_order_once_and_without_what_anybody_wrote(
    house: House, hook: int, receiver: Receiver
) -> None:
    with house.work.unit() as session:
        one = session.get_one(Conversation, house.conversation_id)
        by = actor(house.clinic.cleo, house.clock())
        notes.add(session, one, "the result is positive", by=by)
        assignment.assign(session, one, session.get_one(Person, house.clinic.ana.id), by=by)
        events.record(session, one, EventKind.TAGGED, by=by, new="HIV")
        events.record(session, one, EventKind.BOUNCED, by=by, addresses=["maria@example.com"], reason="clinical")
        lifecycle.close(session, one, by=by)
        ids = [row.id for row in session.new if hasattr(row, "door")]
        events.record_of_organization(session, one.organization_id, EventKind.CONFIGURED, by=by)
    work_on(house.work)
    tell_webhooks.run(house.work, ids)
    send(house)

    assert receiver.types == [
        f"conversation.{kind}" for kind in ("note-added", "assigned", "tagged", "bounced", "closed")
    ]
    assert len({message_id for message_id, _ in receiver.got}) == 5
    said = orjson.dumps([payload for _, payload in receiver.got]).decode()
    for word in ("positive", "HIV", "maria", "clinical", "result"):
        assert word not in said
    data = receiver.got[1][1]["data"]
    assert isinstance(data, dict)
    assert data["actor"] == {"person_id": house.clinic.cleo.id, "name": "Cleo Brandt", "door": "gmail-card"}
    assert (data["conversation_id"], data["new"]) == (house.conversation_id, house.clinic.ana.id)


def test_a_receiver_that_is_away_gets_everything_in_order_when_it_is_back(
    house: House, hook: int, receiver: Receiver
) -> None:
    receiver.otherwise = 503
    close(house)
    close(house, reopen=True)
    close(house)
    assert receiver.asked == 1
    send(house)
    assert receiver.asked == 1
    house.clock.pass_by(seconds=7)
    send(house)
    assert receiver.asked == 2
    receiver.otherwise = 200
    house.clock.pass_by(minutes=8)
    send(house)
    send(house)

    assert receiver.types == ["conversation.closed", "conversation.opened", "conversation.closed"]
    with house.work.unit(writes=False) as session:
        assert session.get_one(Webhook, hook).failing_since is None


@on_sqlite
def test_how_long_it_asks_to_be_left_alone_is_heeded(house: House, hook: int, receiver: Receiver) -> None:
    receiver.answers = [Response("", 429, {"Retry-After": "3600"})]
    close(house)
    house.clock.pass_by(minutes=59)
    send(house)
    assert receiver.asked == 1
    house.clock.pass_by(minutes=2)
    send(house)

    assert receiver.types == ["conversation.closed"]


@on_sqlite
def test_a_message_that_is_refused_keeps_no_other_waiting_and_is_given_up_after_days(
    house: House, hook: int, receiver: Receiver
) -> None:
    receiver.answers = [Response("what?", 400)]
    close(house)
    close(house, reopen=True)
    assert receiver.types == ["conversation.opened"]

    for _ in range(len(webhooks.PAUSES)):
        receiver.answers = [Response("what?", 400)]
        house.clock.pass_by(days=1, hours=6)
        send(house)
        close(house)
        close(house, reopen=True)
    refused = rows(house)[0]
    assert (refused.state, refused.status, refused.attempts) == (SendingState.FAILED, 400, len(webhooks.PAUSES) + 1)
    assert refused.detail == "answered 400 what?"

    with house.work.unit() as session:
        webhook_log.replay(session, [session.get_one(WebhookDelivery, refused.id)], now=house.clock())
    send(house)
    assert receiver.got[-1][0] == refused.message_id


def test_one_that_fails_for_days_is_switched_off_and_on_again_with_what_waited(
    house: House, hook: int, receiver: Receiver
) -> None:
    receiver.otherwise = 500
    close(house)
    for _ in range(4):
        house.clock.pass_by(days=1, hours=6)
        send(house)
    asked = receiver.asked
    close(house, reopen=True)
    send(house)
    assert receiver.asked == asked
    with house.work.unit(writes=False) as session:
        told = session.scalars(select(Notification)).all()
        assert [(one.person_id, one.kind) for one in told] == [(house.clinic.ada.id, Notice.WEBHOOK_DISABLED)]

    receiver.otherwise = 200
    with house.work.unit() as session:
        assert webhook_log.enable(session, session.get_one(Webhook, hook), now=house.clock()) == 2
    send(house)
    assert receiver.types == ["conversation.closed", "conversation.opened"]


@on_sqlite
def test_gone_is_gone(house: House, hook: int, receiver: Receiver) -> None:
    receiver.otherwise = 410
    close(house)

    with house.work.unit(writes=False) as session:
        assert session.get_one(Webhook, hook).disabled_at is not None


@on_sqlite
def test_a_worker_that_dies_while_sending_is_followed_by_another(house: House, hook: int, receiver: Receiver) -> None:
    receiver.otherwise = 503
    close(house)
    house.clock.pass_by(hours=1)
    with house.work.unit() as session:
        attempt = webhooks.claim(session, hook, now=house.clock(), seconds=60)
    assert attempt is not None
    receiver.otherwise = 200
    send(house)
    assert receiver.got == []
    house.clock.pass_by(seconds=61)
    send(house)
    assert len(receiver.got) == 1
    with house.work.unit() as session:
        webhooks.refused(session, attempt, 500, "late", now=house.clock(), wait=0, is_about_message=False)
    assert rows(house)[0].state is SendingState.SENT


@on_sqlite
def test_an_address_in_our_own_network_is_not_posted_to(house: House) -> None:
    hook = add(house, "https://10.0.0.1/hook", ["*"])
    close(house)

    [row] = rows(house)
    assert (row.state, row.detail) == (SendingState.WAITING, "the address is not on the public internet")
    with house.work.unit(writes=False) as session:
        one = session.get_one(Webhook, hook)
        assert try_out(house.work.runtime, one, now=house.clock()) == "the address is not on the public internet"


@on_sqlite
def test_what_is_told_to_one_of_ones_own_accord_is_told_once(house: House, hook: int, receiver: Receiver) -> None:
    for _ in range(2):
        with house.work.unit() as session:
            one = session.get_one(Webhook, hook)
            webhooks.tell(session, one, "conversation.escalated", about={"conversation_id": 1}, dedupe="rule:1:1",
                          now=house.clock())  # fmt: skip
        send(house)

    assert receiver.got[0][1]["data"] == {"conversation_id": 1}
    assert len(receiver.got) == 1


@on_sqlite
def test_paused_ones_hear_nothing_old_mail_is_no_news_and_the_log_ends(
    house: House, hook: int, receiver: Receiver
) -> None:
    paused = add(house, "https://example.org/", ["*"], key="paused")
    with house.work.unit() as session:
        one = session.get_one(Conversation, house.conversation_id)
        events.record(
            session, one, EventKind.RECEIVED, by=actor(None, house.clock()), at=house.clock() - timedelta(days=400)
        )  # fmt: skip
        session.get_one(Webhook, paused).is_paused = True
    close(house)

    assert receiver.types == ["conversation.closed"]
    assert len(rows(house)) == 1
    house.clock.pass_by(days=31)
    forget_old_deliveries.run(house.work)
    assert rows(house) == []
