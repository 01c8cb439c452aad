"""Troubles that refuse a call or break it off: how the refusal looks, and what took effect."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from tests.simulator.google.letters import letter
from tests.simulator.running import Running, credentials

LABELS = "/gmail/v1/users/me/labels"


@pytest.mark.parametrize(("status", "reason"), [(403, "userRateLimitExceeded"), (429, "rateLimitExceeded")])
@pytest.mark.parametrize("retry", ["", "seconds", "date", "message"])
def test_calls_that_come_too_fast_are_told_when_to_come_back(
    simulator: Running, mailbox: str, trouble: Any, status: int, reason: str, retry: str
) -> None:
    trouble("rate-limit", status=status, reason=reason, retry=retry, seconds=7)

    answer = simulator.call("GET", LABELS, simulator.token(mailbox))
    error = answer.json()["error"]
    header = answer.headers.get("Retry-After", "")

    assert answer.status_code == error["code"] == status
    assert (error["errors"][0]["reason"], error["status"]) == (reason, "RESOURCE_EXHAUSTED")
    assert (header == "7") == (retry == "seconds")
    assert ("Retry after 20" in error["message"]) == (retry == "message")
    if retry == "date":
        assert timedelta() < parsedate_to_datetime(header) - datetime.now(UTC) <= timedelta(seconds=8)


def test_a_mailbox_can_have_few_units(simulator: Running, mailbox: str, trouble: Any) -> None:
    trouble("few-units", amount=3, retry="seconds")
    token = simulator.token(mailbox)

    answers = [simulator.call("GET", LABELS, token) for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_the_day_can_have_been_used_up(simulator: Running, mailbox: str, trouble: Any) -> None:
    trouble("daily-limit", times=1)

    answer = simulator.call("GET", LABELS, simulator.token(mailbox))

    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (403, "dailyLimitExceeded")


def test_an_outage_answers_in_all_the_ways_of_an_outage(simulator: Running, mailbox: str, trouble: Any) -> None:
    trouble("outage")
    token = simulator.token(mailbox)

    answers = [simulator.call("GET", LABELS, token) for _ in range(40)]

    assert {each.status_code for each in answers} == {500, 502, 503, 504}
    assert all(each.headers["Content-Type"].startswith("text/html") for each in answers)


@pytest.mark.parametrize(
    ("kind", "done"), [("cut", True), ("hang-after", True), ("cut-before", False), ("hang", False)]
)
def test_a_broken_answer_says_nothing_of_whether_the_call_took_effect(
    simulator: Running, mailbox: str, users: Any, trouble: Any, kind: str, done: bool
) -> None:
    message_id = simulator.deliver(mailbox, letter())
    trouble(kind, times=1, method="users.messages.modify")

    with pytest.raises(requests.RequestException):
        simulator.call(
            "POST", f"/gmail/v1/users/me/messages/{message_id}/modify", simulator.token(mailbox),
            json={"addLabelIds": ["STARRED"]},
        )  # fmt: skip

    labels = users.messages().get(userId="me", id=message_id, format="minimal").execute()["labelIds"]
    assert ("STARRED" in labels) == done


def test_a_delegation_that_was_withdrawn_is_given_back(simulator: Running, mailbox: str, trouble: Any) -> None:
    held = credentials(simulator, mailbox)
    assertion = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}
    signed = held._make_authorization_grant_assertion()  # type: ignore[no-untyped-call]
    token = simulator.token(mailbox)

    def granted() -> requests.Response:
        return requests.post(f"{simulator.url}/token", data=assertion | {"assertion": signed}, timeout=10)

    trouble("delegation-revoked", status=403)
    refused = granted()
    denied = simulator.call("GET", LABELS, token)
    simulator.put("faults", {"faults": []})

    assert (refused.status_code, refused.json()["error"]) == (401, "unauthorized_client")
    assert (denied.status_code, denied.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
    assert (granted().status_code, simulator.call("GET", LABELS, token).status_code) == (200, 200)


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_a_clock_can_be_wrong(simulator: Running, mailbox: str, seconds: float) -> None:
    simulator.put("faults", {"faults": [{"kind": "clock-skew", "seconds": seconds}]})
    there = datetime.now(UTC) + timedelta(seconds=seconds)
    minute = timedelta(minutes=1)

    answer = simulator.call("GET", LABELS, simulator.token(mailbox))
    now = datetime.fromisoformat(simulator.get("clock")["now"])
    simulator.put("faults", {"faults": []})

    assert abs(parsedate_to_datetime(answer.headers["Date"]) - there) < minute
    assert abs(now - there) < minute
    assert abs(datetime.fromisoformat(simulator.get("clock")["now"]) - datetime.now(UTC)) < minute
