"""Watched mailboxes and the notifications Pub/Sub posts."""

import base64
import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import google.auth.transport.requests
import pytest
import requests
from google.oauth2 import id_token

from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import PATIENCE, Running

TOPIC = "projects/clinic/topics/gmail"
AUDIENCE = "https://addon.example.com/hooks/gmail"
PUSHER = "push@clinic.iam.gserviceaccount.com"


@dataclass(frozen=True)
class Push:
    """A notification as it came."""

    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(base64.b64decode(self.body["message"]["data"]))
        return found


class Endpoint:
    """Takes notifications, and answers what the test wants."""

    def __init__(self) -> None:
        self.pushes: queue.Queue[Push] = queue.Queue()
        self.statuses: list[int] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hooks/gmail"

    def next(self) -> Push:
        return self.pushes.get(timeout=PATIENCE)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(endpoint.statuses.pop(0) if endpoint.statuses else 204)
                self.end_headers()
                endpoint.pushes.put(Push(dict(self.headers), body))

            def log_message(self, format: str, *values: object) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    taking = Endpoint()
    thread = threading.Thread(target=taking.server.serve_forever, args=(0.02,))
    thread.start()
    yield taking
    taking.server.shutdown()
    thread.join()
    taking.server.server_close()


@pytest.fixture
def subscribed(simulator: Running, endpoint: Endpoint) -> Iterator[None]:
    """The topic's notifications go to the endpoint."""
    simulator.put("subscriptions", {"subscriptions": [subscription(endpoint)]})
    yield
    simulator.put("subscriptions", {"subscriptions": []})
    simulator.put("faults", {"faults": []})


def subscription(endpoint: Endpoint, **more: Any) -> dict[str, Any]:
    names = {"topic": TOPIC, "audience": AUDIENCE, "service_account": PUSHER}
    return {"endpoint": endpoint.url, "minimum_backoff": 0.05, **names, **more}


@pytest.fixture
def watch(users: Any, subscribed: None, endpoint: Endpoint) -> Callable[..., Push]:
    """Watches the mailbox and gives the notification that comes at once."""

    def begin(**more: Any) -> Push:
        users.watch(userId="me", body={"topicName": TOPIC, **more}).execute()
        return endpoint.next()

    return begin


def test_a_watch_lasts_a_week_and_notifies_at_once(
    mailbox: str, users: Any, subscribed: None, endpoint: Endpoint
) -> None:
    profile = users.getProfile(userId="me").execute()
    watched = users.watch(userId="me", body={"topicName": TOPIC}).execute()
    push = endpoint.next()

    assert watched["historyId"] == profile["historyId"]
    assert len(watched["expiration"]) == 13
    assert push.data == {"emailAddress": mailbox, "historyId": int(watched["historyId"])}
    assert push.body["message"]["messageId"] and push.body["message"]["publishTime"].endswith("Z")
    assert (push.body["subscription"], push.body["deliveryAttempt"]) == ("projects/simulated/subscriptions/gmail", 1)


def test_a_notification_carries_a_token_signed_by_google(simulator: Running, watch: Callable[..., Push]) -> None:
    token = watch().headers["Authorization"].removeprefix("Bearer ")

    with requests.Session() as session:
        claims = id_token.verify_token(
            token,
            google.auth.transport.requests.Request(session),
            audience=AUDIENCE,
            certs_url=f"{simulator.url}/oauth2/v1/certs",
        )

    assert (claims["email"], claims["email_verified"]) == (PUSHER, True)


def test_new_mail_and_changed_labels_are_told(
    simulator: Running, mailbox: str, users: Any, watch: Callable[..., Push], endpoint: Endpoint
) -> None:
    first = watch().data["historyId"]
    message_id = simulator.deliver(mailbox, letter())
    second = endpoint.next().data["historyId"]
    users.messages().modify(userId="me", id=message_id, body={"addLabelIds": ["STARRED"]}).execute()
    third = endpoint.next().data["historyId"]

    assert first < second < third
    assert third == int(users.getProfile(userId="me").execute()["historyId"])


def test_a_notification_that_is_not_taken_comes_again(
    simulator: Running, mailbox: str, watch: Callable[..., Push], endpoint: Endpoint
) -> None:
    watch()
    endpoint.statuses = [500, 401]
    simulator.deliver(mailbox, letter())

    pushes = [endpoint.next() for _ in range(3)]

    assert [push.body["deliveryAttempt"] for push in pushes] == [1, 2, 3]
    assert len({push.body["message"]["messageId"] for push in pushes}) == 1


def test_only_the_labels_watched_are_told(
    simulator: Running, mailbox: str, watch: Callable[..., Push], endpoint: Endpoint
) -> None:
    watch(labelIds=["SPAM"], labelFilterBehavior="exclude")
    simulator.deliver(mailbox, letter(id="1@x"), "SPAM")
    simulator.deliver(mailbox, letter(id="2@x"))

    endpoint.next()

    assert endpoint.pushes.empty()


def test_a_stopped_watch_is_silent(
    simulator: Running, mailbox: str, users: Any, watch: Callable[..., Push], endpoint: Endpoint
) -> None:
    watch()
    users.stop(userId="me").execute()
    simulator.deliver(mailbox, letter())

    watch()

    assert endpoint.pushes.empty()


@pytest.mark.parametrize(("fault", "expected"), [("push-lost", 0), ("push-duplicate", 2)], ids=["lost", "duplicate"])
def test_notifications_can_be_lost_and_doubled(
    simulator: Running,
    mailbox: str,
    watch: Callable[..., Push],
    endpoint: Endpoint,
    fault: str,
    expected: int,
) -> None:
    watch()
    simulator.put("faults", {"faults": [{"kind": fault, "times": 1}]})
    simulator.deliver(mailbox, letter())
    pushes = [endpoint.next() for _ in range(expected)]
    while simulator.get("faults")["faults"]:
        pass

    last = watch()

    assert len({push.body["message"]["messageId"] for push in pushes}) == min(expected, 1)
    assert last.data["historyId"] and endpoint.pushes.empty()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"topicName": "gmail"}, 400),
        ({"topicName": "projects/clinic/topics/unknown"}, 404),
        ({"topicName": TOPIC, "labelIds": ["Label_404"]}, 400),
    ],
)
def test_a_watch_google_would_not_keep_is_refused(
    users: Any, subscribed: None, body: dict[str, Any], status: int
) -> None:
    with refused(status, "notFound" if status == 404 else "invalidArgument"):
        users.watch(userId="me", body=body).execute()


def test_a_second_topic_is_refused_until_the_first_watch_is_stopped(
    simulator: Running, users: Any, endpoint: Endpoint, watch: Callable[..., Push]
) -> None:
    watch()
    other = "projects/clinic/topics/other"
    both = [subscription(endpoint), subscription(endpoint, topic=other, name="other")]
    simulator.put("subscriptions", {"subscriptions": both})

    with refused(400, "invalidArgument") as refusal:
        users.watch(userId="me", body={"topicName": other}).execute()
    users.stop(userId="me").execute()

    assert "Only one user push notification client" in refusal.message
    assert users.watch(userId="me", body={"topicName": other}).execute()


def test_an_older_notification_can_come_after_a_newer_one(
    simulator: Running, mailbox: str, watch: Callable[..., Push], endpoint: Endpoint
) -> None:
    watch()
    simulator.put("faults", {"faults": [{"kind": "push-reordered", "mailbox": mailbox, "times": 1, "seconds": 600}]})
    simulator.deliver(mailbox, letter(id="1@x"))
    while simulator.get("faults")["faults"]:
        pass
    simulator.deliver(mailbox, letter(id="2@x"))

    first, second = endpoint.next().data["historyId"], endpoint.next().data["historyId"]

    assert first > second


def test_a_notification_comes_again_although_it_was_taken(
    simulator: Running, mailbox: str, watch: Callable[..., Push], endpoint: Endpoint
) -> None:
    pushes = [watch()]
    simulator.put("faults", {"faults": [{"kind": "push-redelivered", "mailbox": mailbox, "times": 1}]})
    simulator.deliver(mailbox, letter())

    while pushes[-1].body["deliveryAttempt"] == 1:
        pushes.append(endpoint.next())

    *before, again = [push.body["message"]["messageId"] for push in pushes]
    assert pushes[-1].body["deliveryAttempt"] == 2
    assert again in before


def test_a_watch_can_die_without_a_word(
    simulator: Running, mailbox: str, watch: Callable[..., Push], endpoint: Endpoint
) -> None:
    watch()
    simulator.put("faults", {"faults": [{"kind": "watch-dies", "mailbox": mailbox, "times": 1}]})
    simulator.deliver(mailbox, letter(id="1@x"))
    while simulator.get("faults")["faults"]:
        pass
    simulator.deliver(mailbox, letter(id="2@x"))
    figures = next(each for each in simulator.get("state")["accounts"] if each["email"] == mailbox)

    assert figures["watched_until"] is None
    assert watch().data["historyId"] == int(figures["history_id"])
    assert endpoint.pushes.empty()


@pytest.mark.parametrize(
    ("fault", "kind"), [({"kind": "history-uint64"}, int), ({"kind": "dialect-long-history", "amount": 60}, str)]
)
def test_a_notification_tells_large_history_ids(
    simulator: Running, mailbox: str, users: Any, watch: Callable[..., Push], fault: dict[str, Any], kind: type
) -> None:
    simulator.put("faults", {"faults": [{"mailbox": mailbox, **fault}]})

    told = watch().data["historyId"]

    assert isinstance(told, kind)
    assert str(told) == users.getProfile(userId="me").execute()["historyId"]
