"""Several calls in one request."""

import json
from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.running import Running, gmail

LINE = "GET /gmail/v1/users/me/messages/{} HTTP/1.1"


def fetched(service: Any, ids: list[str]) -> dict[str, Any]:
    """The answers to a batch of gets, each the message or what was raised."""
    answers: dict[str, Any] = {}
    batch = service.new_batch_http_request(callback=lambda key, got, error: answers.update({key: error or got}))
    for each in ids:
        batch.add(service.users().messages().get(userId="me", id=each, format="raw"), request_id=each)
    batch.execute()
    return answers


def posted(simulator: Running, token: str, parts: list[str], path: str = "/batch/gmail/v1") -> Any:
    """The answer to a batch written by hand."""
    inner = "".join(
        f"--cut\r\nContent-Type: application/http\r\nContent-ID: <{place}>\r\n\r\n{part}\r\n\r\n"
        for place, part in enumerate(parts)
    )
    headers = {"Content-Type": "multipart/mixed; boundary=cut"}
    return simulator.call("POST", path, token, data=f"{inner}--cut--", headers=headers)


def test_every_inner_call_is_answered_by_itself(simulator: Running, mailbox: str) -> None:
    ids = [simulator.deliver(mailbox, letter(f"Grüße {n}", id=f"{n}@x")) for n in range(25)]
    service = gmail(simulator, mailbox)

    answers = fetched(service, [*ids, "1a2b3c"])
    service.close()

    missing = answers.pop("1a2b3c")
    assert missing.resp.status == 404
    assert json.loads(missing.content)["error"]["errors"][0]["reason"] == "notFound"
    assert {key: answer["id"] for key, answer in answers.items()} == {each: each for each in ids}


def test_a_batch_can_change_things(simulator: Running, mailbox: str) -> None:
    message_id = simulator.deliver(mailbox, letter())
    service = gmail(simulator, mailbox)
    messages = service.users().messages()
    batch = service.new_batch_http_request()
    batch.add(messages.modify(userId="me", id=message_id, body={"addLabelIds": ["STARRED"]}))
    batch.add(messages.modify(userId="me", id=message_id, body={"removeLabelIds": ["UNREAD"]}))
    batch.execute()

    changed = messages.get(userId="me", id=message_id, format="minimal").execute()
    service.close()

    assert changed["labelIds"] == ["INBOX", "STARRED"]


def test_an_inner_call_may_bring_a_token_of_its_own(simulator: Running, mailbox: str) -> None:
    message_id = simulator.deliver(mailbox, letter())
    line = LINE.format(message_id)

    answer = posted(simulator, simulator.token(mailbox), [line, f"{line}\r\nAuthorization: Bearer nonsense"])

    assert answer.status_code == 200
    assert answer.text.count("HTTP/1.1 200") == answer.text.count("HTTP/1.1 401") == 1
    assert "Content-ID: <response-0>" in answer.text


def test_a_batch_of_a_hundred_is_taken_and_one_more_is_refused(simulator: Running, mailbox: str) -> None:
    token = simulator.token(mailbox)

    assert posted(simulator, token, [LINE.format("1a")] * 100).status_code == 200
    assert posted(simulator, token, [LINE.format("1a")] * 101).status_code == 400
    assert posted(simulator, token, [LINE.format("1a")], "/batch").status_code == 200


@pytest.mark.parametrize("part", ["nonsense", "POST /upload/gmail/v1/users/me/messages HTTP/1.1", ""])
def test_a_batch_with_a_part_that_is_no_call_is_refused(simulator: Running, mailbox: str, part: str) -> None:
    assert posted(simulator, simulator.token(mailbox), [part]).status_code == 400


@pytest.mark.parametrize("content_type", ["application/json", "multipart/mixed", "multipart/mixed; boundary=other"])
def test_a_body_that_is_no_batch_is_refused(simulator: Running, mailbox: str, content_type: str) -> None:
    headers = {"Content-Type": content_type}

    answer = simulator.call("POST", "/batch", simulator.token(mailbox), data="--cut--", headers=headers)

    assert answer.status_code == 400


def test_inner_calls_are_counted_one_by_one(simulator: Running, mailbox: str) -> None:
    simulator.delete("calls")

    posted(simulator, simulator.token(mailbox), [LINE.format("1a")] * 3)

    calls = simulator.get("calls", method="users.messages.get")["calls"]
    assert [(call["batched"], call["status"]) for call in calls] == [(True, 404)] * 3
