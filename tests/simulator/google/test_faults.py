"""Troubles that can be switched on."""

import time
from typing import Any

import pytest
import requests

from simulator.google.faults import Fault, Faults
from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running, key_file


def test_a_fault_strikes_the_calls_it_is_for_as_often_as_it_says() -> None:
    faults = Faults()
    faults.replace([Fault("status", method="users.messages.*", mailbox="ana@*", times=2)])

    def strikes(method: str, mailbox: str) -> bool:
        return faults.take("status", method=method, mailbox=mailbox) is not None

    assert not strikes("users.labels.list", "ana@example.org")
    assert not strikes("users.messages.get", "bo@example.org")
    assert [strikes("users.messages.get", "ana@example.org") for _ in range(3)] == [True, True, False]


def test_a_fault_that_does_not_exist_is_refused(simulator: Running) -> None:
    answer = requests.put(f"{simulator.url}/simulator/faults", json={"faults": [{"kind": "rain"}]}, timeout=10)

    assert answer.status_code == 400
    assert "There is no fault rain" in answer.json()["error"]


def test_the_faults_that_are_on_are_told(simulator: Running, mailbox: str, trouble: Any) -> None:
    trouble("slow", seconds=3, times=1)

    (fault,) = simulator.get("faults")["faults"]

    assert (fault["kind"], fault["seconds"], fault["times"]) == ("slow", 3, 1)


@pytest.mark.parametrize(
    ("status", "reason"), [(503, "backendError"), (429, "rateLimitExceeded"), (403, "userRateLimitExceeded")]
)
def test_an_answer_can_be_a_failure(users: Any, trouble: Any, status: int, reason: str) -> None:
    trouble("status", status=status, reason=reason, times=1)

    with refused(status, reason):
        users.getProfile(userId="me").execute()
    assert users.getProfile(userId="me").execute()


def test_an_answer_can_be_slow(users: Any, trouble: Any) -> None:
    trouble("slow", seconds=0.2, times=1)
    started = time.monotonic()

    users.getProfile(userId="me").execute()

    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize("kind", ["cut", "hang"])
def test_an_answer_can_break_off(simulator: Running, mailbox: str, trouble: Any, kind: str) -> None:
    trouble(kind, times=1)

    with pytest.raises(requests.RequestException):
        simulator.call("GET", "/gmail/v1/users/me/labels", simulator.token(mailbox))


def test_fresh_messages_can_be_out_of_reach(simulator: Running, mailbox: str, users: Any, trouble: Any) -> None:
    trouble("fresh-404", seconds=3600, times=1)
    message_id = simulator.deliver(mailbox, letter())

    with refused(404, "notFound"):
        users.messages().get(userId="me", id=message_id).execute()
    assert users.messages().get(userId="me", id=message_id).execute()["id"] == message_id


def test_history_can_be_forgotten(users: Any, trouble: Any) -> None:
    start = users.getProfile(userId="me").execute()["historyId"]
    trouble("history-expired", times=1)

    with refused(404, "notFound"):
        users.history().list(userId="me", startHistoryId=start).execute()
    assert users.history().list(userId="me", startHistoryId=start).execute()


def test_delegation_can_be_withdrawn(simulator: Running, mailbox: str, trouble: Any) -> None:
    token = simulator.token(mailbox)
    trouble("delegation-revoked")

    assert simulator.call("GET", "/gmail/v1/users/me/profile", token).status_code == 401


@pytest.mark.parametrize("kind", ["hang", "cut-before"])
def test_the_token_endpoint_can_break_off(simulator: Running, trouble: Any, kind: str) -> None:
    trouble(kind, method="token", mailbox="*", times=1)

    with pytest.raises(requests.RequestException):
        requests.post(f"{simulator.url}/token", timeout=10)
    assert requests.post(f"{simulator.url}/token", timeout=10).status_code == 400


@pytest.mark.parametrize(("method", "path"), [("certs", "oauth2/v1/certs"), ("token", "token")])
def test_keys_and_tokens_can_be_out_of_reach(simulator: Running, trouble: Any, method: str, path: str) -> None:
    key_file(simulator)
    trouble("status", method=method, mailbox="*", times=1)
    verb = "GET" if method == "certs" else "POST"

    assert requests.request(verb, f"{simulator.url}/{path}", timeout=10).status_code == 503
    assert requests.request(verb, f"{simulator.url}/{path}", timeout=10).status_code != 503
