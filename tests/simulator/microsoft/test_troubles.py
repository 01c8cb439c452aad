"""Throttling, and what goes wrong on a bad day."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.simulator.microsoft.graph import Graph
from tests.simulator.running import PATIENCE


@pytest.fixture
def trouble(graph: Graph) -> Iterator[Any]:
    """Switches troubles on for the mailbox."""

    def switch_on(kind: str, **more: Any) -> None:
        graph.simulator.put("faults", {"faults": [{"kind": kind, "mailbox": graph.mailbox, **more}]})

    yield switch_on
    graph.simulator.put("faults", {"faults": []})


def test_a_fifth_call_at_once_is_sent_away_for_parts_of_a_second(graph: Graph, trouble: Any) -> None:
    graph.simulator.delete("microsoft/concurrency")
    trouble("slow", seconds=2.5)
    start = threading.Barrier(6)

    def ask(_: int) -> requests.Response:
        start.wait(PATIENCE)
        return graph.call("GET", "mailFolders/inbox")

    with ThreadPoolExecutor(6) as callers:
        answers = list(callers.map(ask, range(6)))

    refused = [each for each in answers if each.status_code == 429]
    assert sorted(each.status_code for each in answers) == [200] * 4 + [429] * 2
    assert {each.headers["Retry-After"] for each in refused} == {"2.128"}
    assert graph.simulator.get("microsoft/concurrency")[graph.mailbox] == 4


def test_calls_can_become_scarce(graph: Graph, trouble: Any) -> None:
    trouble("few-units", amount=2)

    answers = [graph.call("GET", "mailFolders/inbox") for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert 0 < float(answers[2].headers["Retry-After"]) <= 60


@pytest.mark.parametrize(("retry", "expected"), [("seconds", "2.5"), ("", None)])
def test_calls_can_be_too_many_with_and_without_a_pause(
    graph: Graph, trouble: Any, retry: str, expected: str | None
) -> None:
    trouble("rate-limit", seconds=2.5, retry=retry, times=1)

    answer = graph.call("GET", "messages")

    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, expected)
    assert graph.get("messages")


def test_graph_can_fail_and_lose_the_mailbox(graph: Graph, trouble: Any) -> None:
    trouble("status", status=503, reason="serviceUnavailable", times=1)
    assert graph.refused("GET", "messages", 503) == "serviceUnavailable"
    trouble("access-revoked", times=1)
    assert graph.refused("GET", "messages", 403) == "ErrorAccessDenied"
    trouble("outage", times=1)
    assert graph.call("GET", "messages").status_code in {500, 502, 503, 504}


@pytest.mark.parametrize("kind", ["cut", "cut-before", "hang", "hang-after"])
def test_answers_can_break_off_with_or_without_effect(graph: Graph, trouble: Any, kind: str) -> None:
    message_id = graph.deliver()
    trouble(kind, times=1, seconds=0)

    with pytest.raises(requests.RequestException):
        graph.call("PATCH", f"messages/{message_id}", {"isRead": True})

    assert graph.get(f"messages/{message_id}")["isRead"] == (kind in {"cut", "hang-after"})


def test_fresh_messages_can_be_out_of_reach(graph: Graph, trouble: Any) -> None:
    message_id = graph.deliver()
    trouble("fresh-404", seconds=600, times=1)

    assert graph.refused("GET", f"messages/{message_id}", 404) == "ErrorItemNotFound"
    assert graph.get(f"messages/{message_id}")


def test_headers_can_name_nobody(graph: Graph, trouble: Any) -> None:
    message_id = graph.deliver()
    trouble("thin-headers", times=1)

    names = [
        {each["name"] for each in graph.get(f"messages/{message_id}", select="internetMessageHeaders")[
            "internetMessageHeaders"
        ]}
        for _ in range(2)
    ]  # fmt: skip

    assert names[1] - names[0] == {"From", "To"}


def test_a_mailbox_can_be_taken_away(graph: Graph) -> None:
    graph.deliver()
    graph.simulator.delete("microsoft/accounts", email=graph.mailbox)

    assert graph.refused("GET", "messages", 404) == "ErrorInvalidUser"


def test_calls_are_written_down_without_tokens(graph: Graph) -> None:
    graph.delta(graph.delta()[1])

    calls = graph.simulator.get("calls", method="graph.messages.delta")["calls"]

    mine = [each for each in calls if each["mailbox"] == graph.mailbox]
    assert len(mine) == 2
    assert all("token" not in each["path"] for each in mine)


def test_troubles_pass(graph: Graph, trouble: Any) -> None:
    trouble("outage", lasts=0.2)
    deadline = time.monotonic() + PATIENCE

    while graph.call("GET", "messages").status_code != 200:
        assert time.monotonic() < deadline
