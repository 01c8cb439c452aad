"""Subscriptions: the handshake, notifications, and what becomes of those nobody takes."""

import json
import queue
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.simulator.microsoft.graph import Graph
from tests.simulator.running import PATIENCE


class Subscriber:
    """Greets back, and takes notifications as the test wants."""

    def __init__(self) -> None:
        self.come: queue.Queue[dict[str, Any]] = queue.Queue()
        self.statuses: list[int] = []
        self.greeting = "{token}"
        self.kind = "text/plain"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hooks/graph"

    def next(self) -> dict[str, Any]:
        """The next change told of."""
        return self.come.get(timeout=PATIENCE)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        subscriber = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if token := parse_qs(urlsplit(self.path).query).get("validationToken"):
                    self.answer(200, subscriber.greeting.format(token=token[0]).encode())
                    return
                status = subscriber.statuses.pop(0) if subscriber.statuses else 202
                self.answer(status, b"")
                for each in json.loads(body)["value"] if status == 202 else ():
                    subscriber.come.put(each)

            def answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", f"{subscriber.kind}; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *values: object) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    taking = Subscriber()
    thread = threading.Thread(target=taking.server.serve_forever, args=(0.02,))
    thread.start()
    yield taking
    taking.server.shutdown()
    thread.join()
    taking.server.server_close()


@pytest.fixture
def trouble(graph: Graph) -> Iterator[Any]:
    """Switches a trouble on for the mailbox."""

    def switch_on(kind: str, **more: Any) -> None:
        graph.simulator.put("faults", {"faults": [{"kind": kind, "mailbox": graph.mailbox, **more}]})

    yield switch_on
    graph.simulator.put("faults", {"faults": []})


def later(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


def wish(graph: Graph, subscriber: Subscriber, **more: Any) -> dict[str, Any]:
    """What is asked for: changes in the inbox, for two days."""
    return {
        "changeType": "created,updated,deleted", "notificationUrl": subscriber.url, "clientState": "only we know",
        "lifecycleNotificationUrl": f"{subscriber.url}/life", "expirationDateTime": later(days=2),
        "resource": f"users/{graph.mailbox}/mailFolders('inbox')/messages", **more,
    }  # fmt: skip


def subscribe(graph: Graph, subscriber: Subscriber, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = graph.post("/subscriptions", wish(graph, subscriber, **more))
    return found


def used_up(graph: Graph) -> None:
    """Wait until the troubles that were switched on have struck."""
    deadline = time.monotonic() + PATIENCE
    while graph.simulator.get("faults")["faults"]:
        assert time.monotonic() < deadline, "The trouble never strikes"


def test_changes_are_told_with_hardly_more_than_an_id(graph: Graph, subscriber: Subscriber) -> None:
    made = subscribe(graph, subscriber)
    message_id = graph.deliver()
    graph.deliver("Elsewhere", folder="archive")

    told = subscriber.next()

    assert (told["subscriptionId"], told["clientState"], told["changeType"]) == (made["id"], "only we know", "created")
    assert told["resourceData"]["id"] == message_id
    assert told["resource"] == told["resourceData"]["@odata.id"]
    graph.admin("categorise", ids=[message_id], add=["Red"])
    assert subscriber.next()["changeType"] == "updated"
    graph.admin("move", ids=[message_id], folder="archive")
    assert subscriber.next()["changeType"] == "deleted"


def test_a_subscription_tells_ids_of_the_kind_it_was_made_with(graph: Graph, subscriber: Subscriber) -> None:
    graph.headers.clear()
    subscribe(graph, subscriber, changeType="created")
    message_id = graph.deliver()

    assert subscriber.next()["resourceData"]["id"] != message_id


@pytest.mark.parametrize(("greeting", "kind"), [("hello", "text/plain"), ("{token}", "text/html")])
def test_whoever_does_not_greet_back_is_not_told(
    graph: Graph, subscriber: Subscriber, greeting: str, kind: str
) -> None:
    subscriber.greeting, subscriber.kind = greeting, kind

    assert graph.refused("POST", "/subscriptions", 400, wish(graph, subscriber)) == "ValidationError"
    assert graph.get("/subscriptions")["value"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"changeType": "created,moved"}, {"expirationDateTime": later(days=8)}, {"expirationDateTime": later(days=-1)},
        {"notificationUrl": "http://example.org/hook"}, {"clientState": "x" * 129}, {"resource": "users/x/events"},
        {"colour": "red"}, {"expirationDateTime": "tomorrow"}, {"resource": None},
    ],
)  # fmt: skip
def test_a_subscription_that_cannot_be_is_refused(graph: Graph, subscriber: Subscriber, wrong: Any) -> None:
    assert graph.refused("POST", "/subscriptions", 400, wish(graph, subscriber, **wrong))


def test_a_subscription_is_renewed_listed_and_ended_and_keeps_its_secret(graph: Graph, subscriber: Subscriber) -> None:
    made = subscribe(graph, subscriber)
    until = later(days=6)

    assert made["clientState"] == "only we know"
    assert graph.patch(f"/subscriptions/{made['id']}", {"expirationDateTime": until})["expirationDateTime"] == until
    assert graph.refused("PATCH", f"/subscriptions/{made['id']}", 400, {"lifecycleNotificationUrl": subscriber.url})
    (listed,) = graph.get("/subscriptions")["value"]
    assert (listed["id"], listed["clientState"]) == (made["id"], None)
    assert graph.call("DELETE", f"/subscriptions/{made['id']}").status_code == 204
    assert graph.refused("GET", f"/subscriptions/{made['id']}", 404) == "ResourceNotFound"


def test_a_short_subscription_lasts_longer_than_asked(graph: Graph, subscriber: Subscriber) -> None:
    made = subscribe(graph, subscriber, expirationDateTime=later(minutes=5))

    assert made["expirationDateTime"] > later(minutes=40)


def test_notifications_come_again_until_they_are_taken(graph: Graph, subscriber: Subscriber) -> None:
    subscriber.statuses = [503, 500]
    subscribe(graph, subscriber)
    message_id = graph.deliver()

    assert subscriber.next()["resourceData"]["id"] == message_id


def test_notifications_can_be_lost_late_and_twice(graph: Graph, subscriber: Subscriber, trouble: Any) -> None:
    subscribe(graph, subscriber, changeType="created")

    trouble("push-lost", times=1)
    graph.deliver("Lost")
    used_up(graph)
    trouble("push-duplicate", times=1)
    twice = graph.deliver("Twice")
    assert [subscriber.next()["resourceData"]["id"] for _ in range(2)] == [twice, twice]
    trouble("push-late", seconds=0.3, times=1)
    late = graph.deliver("Late")
    assert subscriber.next()["resourceData"]["id"] == late


def test_a_subscription_can_vanish_without_a_word(graph: Graph, subscriber: Subscriber, trouble: Any) -> None:
    subscribe(graph, subscriber)
    kept = subscribe(graph, subscriber)
    trouble("subscription-vanishes", times=1)
    graph.deliver()

    assert subscriber.next()["subscriptionId"] == kept["id"]
    assert [each["id"] for each in graph.get("/subscriptions")["value"]] == [kept["id"]]


def test_nothing_is_told_until_the_caller_confirms(graph: Graph, subscriber: Subscriber) -> None:
    made = subscribe(graph, subscriber)
    graph.simulator.post("microsoft/lifecycle", {"subscription": made["id"], "event": "reauthorizationRequired"})

    event = subscriber.next()
    assert (event["lifecycleEvent"], event["clientState"]) == ("reauthorizationRequired", "only we know")
    graph.deliver("Unheard")
    graph.simulator.post("microsoft/lifecycle", {"subscription": made["id"], "event": "missed"})
    assert subscriber.next()["lifecycleEvent"] == "missed"
    assert graph.call("POST", f"/subscriptions/{made['id']}/reauthorize").status_code == 204
    heard = graph.deliver("Heard")
    assert subscriber.next()["resourceData"]["id"] == heard


def test_a_subscription_is_removed_when_the_application_is_put_out(
    graph: Graph, subscriber: Subscriber, application: str
) -> None:
    subscribe(graph, subscriber)
    graph.simulator.delete("microsoft/consents", application=application)
    graph.deliver()

    assert subscriber.next()["lifecycleEvent"] == "subscriptionRemoved"
    listed = graph.simulator.get("microsoft/subscriptions")["subscriptions"]
    assert application not in [each["application"] for each in listed]


def test_somebody_let_into_a_mailbox_does_not_hear_of_it(
    graph: Graph, subscriber: Subscriber, application: str
) -> None:
    email = f"ana-{graph.mailbox}"
    graph.simulator.post("microsoft/accounts", {"email": email, "name": "Ana Alvarez", "purpose": "user"})
    graph.simulator.put("microsoft/members", {"mailbox": graph.mailbox, "member": email})
    wanted = {"application": application, "email": email, "scopes": ["Mail.Read", "Mail.Read.Shared"]}
    graph.token = graph.simulator.post("microsoft/tokens", wanted)["access_token"]

    assert graph.refused("POST", "/subscriptions", 403, wish(graph, subscriber)) == "ErrorAccessDenied"
    assert subscribe(graph, subscriber, resource="me/mailFolders('inbox')/messages")
