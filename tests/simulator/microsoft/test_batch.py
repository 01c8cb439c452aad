"""Several calls in one."""

from typing import Any

import pytest

from tests.simulator.microsoft.graph import Graph

JSON = {"Content-Type": "application/json"}


def part(number: int, graph: Graph, path: str, verb: str = "GET", **more: Any) -> dict[str, Any]:
    return {"id": str(number), "method": verb, "url": f"/users/{graph.mailbox}/{path}", **more}


def batch(graph: Graph, *parts: dict[str, Any]) -> dict[str, Any]:
    """The answers by the id of the call."""
    answers = graph.post("/$batch", {"requests": list(parts)}, 200)["responses"]
    return {each["id"]: each for each in answers}


def test_every_call_has_an_answer_of_its_own(graph: Graph) -> None:
    message_id = graph.deliver()

    found = batch(
        graph,
        part(1, graph, f"messages/{message_id}?$select=subject", headers={"Prefer": 'IdType="ImmutableId"'}),
        part(2, graph, "messages/nonsense"),
        part(3, graph, f"messages/{message_id}", "PATCH", headers=JSON, body={"isRead": True}),
        part(4, graph, f"messages/{message_id}/$value"),
    )

    assert (found["1"]["status"], found["1"]["body"]["id"]) == (200, message_id)
    assert (found["2"]["status"], found["2"]["body"]["error"]["code"]) == (400, "ErrorInvalidIdMalformed")
    assert found["3"]["body"]["isRead"]
    assert isinstance(found["4"]["body"], str)


def test_answers_come_in_an_order_nobody_asked_for(graph: Graph) -> None:
    parts = [part(number, graph, "mailFolders/inbox") for number in range(3)]

    answers = graph.post("/$batch", {"requests": parts}, 200)["responses"]

    assert [each["id"] for each in answers] == ["2", "1", "0"]


def test_what_depends_on_a_failure_fails(graph: Graph) -> None:
    found = batch(
        graph,
        part(1, graph, "messages/nonsense"),
        part(2, graph, "mailFolders/inbox", dependsOn=["1"]),
        part(3, graph, "mailFolders/inbox", dependsOn=["2"]),
        part(4, graph, "mailFolders/inbox"),
    )

    assert [found[number]["status"] for number in "1234"] == [400, 424, 424, 200]


def test_too_many_at_once_for_a_mailbox_are_sent_away(graph: Graph) -> None:
    alone = batch(graph, *(part(number, graph, "mailFolders/inbox") for number in range(6)))
    one_by_one = batch(
        graph,
        *(part(n, graph, "mailFolders/inbox", **({"dependsOn": [str(n - 1)]} if n else {})) for n in range(6)),
    )

    assert sorted(each["status"] for each in alone.values()) == [200] * 4 + [429] * 2
    assert float(next(each for each in alone.values() if each["status"] == 429)["headers"]["Retry-After"]) > 0
    assert {each["status"] for each in one_by_one.values()} == {200}


def test_a_call_inside_can_be_too_much(graph: Graph) -> None:
    graph.simulator.put("faults", {"faults": [{"kind": "batch-part", "mailbox": graph.mailbox, "times": 1}]})

    found = batch(graph, part(1, graph, "mailFolders/inbox"), part(2, graph, "mailFolders/inbox"))

    assert [found[number]["status"] for number in "12"] == [429, 200]


def test_answers_can_be_missing(graph: Graph) -> None:
    graph.simulator.put("faults", {"faults": [{"kind": "batch-missing", "method": "graph.batch", "times": 1}]})

    assert batch(graph, part(1, graph, "mailFolders/inbox"), part(2, graph, "mailFolders/inbox")).keys() == {"2"}


@pytest.mark.parametrize(
    "requests",
    [
        [], [{"id": "1", "method": "GET", "url": "/users"}] * 2, [{"method": "GET", "url": "/users"}],
        [{"id": str(n), "method": "GET", "url": "/users"} for n in range(21)],
        [{"id": "1", "method": "GET", "url": "/users", "dependsOn": ["2"]}],
        [{"id": "1", "method": "PATCH", "url": "/users/x/messages/y", "body": {"isRead": True}}],
        [{"id": "1", "method": "GET", "url": "/users", "colour": "red"}],
    ],
)  # fmt: skip
def test_a_batch_that_makes_no_sense_is_refused_as_a_whole(graph: Graph, requests: Any) -> None:
    assert graph.refused("POST", "/$batch", 400, {"requests": requests})
