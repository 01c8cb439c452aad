"""Troubles of lists, of the history and of batches."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.google.refusals import refused
from tests.simulator.running import Running


@pytest.fixture
def ids(simulator: Running, mailbox: str, users: Any) -> list[str]:
    """Five mails, newest first."""
    for each in range(5):
        simulator.deliver(mailbox, letter(id=f"{each}@x"), at=f"2026-03-04T09:3{each}:00+00:00")
    return [each["id"] for each in users.messages().list(userId="me").execute()["messages"]]


def listed(users: Any) -> tuple[list[str], list[int]]:
    """All the pages of the list, and how much was on each."""
    found: list[str] = []
    sizes: list[int] = []
    page: dict[str, Any] = {"nextPageToken": None}
    while "nextPageToken" in page:
        page = users.messages().list(userId="me", pageToken=page["nextPageToken"]).execute()
        found += [each["id"] for each in page.get("messages", ())]
        sizes.append(len(page.get("messages", ())))
    return found, sizes


def changes(users: Any, start: str) -> tuple[list[str], list[int]]:
    """All the pages of the history, and how much was on each."""
    found: list[str] = []
    sizes: list[int] = []
    page: dict[str, Any] = {"nextPageToken": None}
    while "nextPageToken" in page:
        request = users.history().list(userId="me", startHistoryId=start, pageToken=page["nextPageToken"])
        page = request.execute()
        found += [each["messages"][0]["id"] for each in page.get("history", ())]
        sizes.append(len(page.get("history", ())))
        assert page["historyId"]
    return found, sizes


def test_pages_can_be_short_and_others_empty_and_nothing_is_missing(ids: list[str], users: Any, trouble: Any) -> None:
    trouble("short-pages", amount=2)
    assert listed(users) == (ids, [2, 2, 1])

    trouble("empty-pages")
    found, sizes = listed(users)
    assert (found, sizes) == (ids, [0, 5])


def test_pages_of_the_history_come_without_history(simulator: Running, mailbox: str, users: Any) -> None:
    start = users.getProfile(userId="me").execute()["historyId"]
    made = [simulator.deliver(mailbox, letter(id=f"{each}@y")) for each in range(3)]
    common = {"mailbox": mailbox, "method": "users.history.list"}
    simulator.put("faults", {"faults": [{"kind": kind, "amount": 1, **common} for kind in ("short-pages",)]})
    assert changes(users, start) == (made, [1, 1, 1])

    kinds = ("short-pages", "empty-pages")
    simulator.put("faults", {"faults": [{"kind": kind, "amount": 1, **common} for kind in kinds]})
    found = changes(users, start)
    simulator.put("faults", {"faults": []})

    assert found == (made, [0, 1, 0, 1, 0, 1])


def test_a_page_can_be_forgotten_in_the_middle_of_a_list(ids: list[str], users: Any, trouble: Any) -> None:
    token = users.messages().list(userId="me", maxResults=2).execute()["nextPageToken"]
    trouble("page-expired", times=1)

    with refused(400, "invalidArgument"):
        users.messages().list(userId="me", maxResults=2, pageToken=token).execute()
    assert users.messages().list(userId="me", maxResults=2, pageToken=token).execute()["messages"]


def test_histories_can_come_close_to_the_largest_number(simulator: Running, mailbox: str, users: Any) -> None:
    simulator.put("faults", {"faults": [{"kind": "history-uint64", "mailbox": mailbox}]})
    start = users.getProfile(userId="me").execute()["historyId"]
    made = simulator.deliver(mailbox, letter())
    page = users.history().list(userId="me", startHistoryId=start).execute()
    shown = users.messages().get(userId="me", id=made, format="minimal").execute()
    with refused(404, "notFound"):
        users.history().list(userId="me", startHistoryId="12").execute()
    simulator.put("faults", {"faults": []})

    assert 2**63 < int(start) < int(page["historyId"]) < 2**64
    assert page["history"][0]["messages"][0]["id"] == made
    assert shown["historyId"] == page["history"][0]["id"] == page["historyId"]


def batch(simulator: Running, mailbox: str, ids: list[str]) -> Any:
    """Ask for all of them in one request."""
    parts = [
        f"--cut\r\nContent-Type: application/http\r\nContent-ID: <{place}>\r\n\r\n"
        f"GET /gmail/v1/users/me/messages/{each}?format=minimal HTTP/1.1\r\n\r\n"
        for place, each in enumerate(ids)
    ]
    return simulator.call(
        "POST", "/batch/gmail/v1", simulator.token(mailbox), data="".join([*parts, "--cut--"]),
        headers={"Content-Type": "multipart/mixed; boundary=cut"},
    )  # fmt: skip


def places(text: str) -> list[int]:
    """The parts of an answer in their order."""
    return [int(each) for each in re.findall(r"Content-ID: <response-(\d+)>", text)]


@pytest.mark.parametrize("status", [429, 403, 404, 500])
def test_single_parts_of_a_batch_fail(
    simulator: Running, mailbox: str, ids: list[str], trouble: Any, users: Any, status: int
) -> None:
    trouble("batch-part", status=status, reason="rateLimitExceeded", times=2)

    assert users.messages().get(userId="me", id=ids[0]).execute(), "outside a batch nothing fails"
    text = batch(simulator, mailbox, ids).text

    assert re.findall(r"HTTP/1.1 (\d+)", text) == [str(status)] * 2 + ["200"] * 3


def test_parts_of_a_batch_are_missing_or_in_another_order(
    simulator: Running, mailbox: str, ids: list[str], trouble: Any
) -> None:
    trouble("batch-missing", times=1)
    assert places(batch(simulator, mailbox, ids).text) == [1, 2, 3, 4]

    trouble("batch-shuffled", seed=3)
    first = places(batch(simulator, mailbox, ids).text)
    trouble("batch-shuffled", seed=3)
    assert first == places(batch(simulator, mailbox, ids).text) != sorted(first)
    assert sorted(first) == [0, 1, 2, 3, 4]


def test_a_batch_is_cut_refused_and_too_slow_as_a_whole(
    simulator: Running, mailbox: str, ids: list[str], trouble: Any
) -> None:
    trouble("batch-cut", times=1)
    assert not batch(simulator, mailbox, ids).text.rstrip().endswith("--")

    trouble("status", method="batch", times=1)
    assert batch(simulator, mailbox, ids).status_code == 503
    assert batch(simulator, mailbox, ids).status_code == 200
