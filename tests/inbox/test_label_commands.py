"""What was put on and taken off is told by comparing what both sides agreed on with what is seen and what is wanted."""

from __future__ import annotations

import pytest

from inbox.label_commands import Heard, gather, hear

OPEN, PENDING, CLOSED, ANA, BEN = "status:open", "status:pending", "status:closed", "assignee:1", "assignee:2"


@pytest.mark.parametrize(
    ("written", "intended", "seen", "desired", "heard"),
    [
        ({OPEN}, None, {OPEN}, {CLOSED}, []),
        ({OPEN}, None, {CLOSED}, {CLOSED}, []),
        ({OPEN}, {CLOSED}, {OPEN}, {CLOSED}, []),
        ({OPEN}, {CLOSED}, {CLOSED}, {PENDING}, []),
        ({OPEN}, None, {OPEN, CLOSED}, {OPEN}, [({CLOSED}, set())]),
        ({OPEN}, None, {PENDING}, {OPEN}, [({PENDING}, {OPEN})]),
        ({OPEN}, None, set(), {OPEN}, [(set(), {OPEN})]),
        ({OPEN}, {CLOSED}, set(), {CLOSED}, [(set(), {CLOSED})]),
        ({OPEN}, {CLOSED}, {OPEN, CLOSED}, {CLOSED}, [({OPEN, CLOSED}, set())]),
        ({OPEN, ANA}, None, {CLOSED, BEN}, {OPEN, ANA}, [({BEN}, {ANA}), ({CLOSED}, {OPEN})]),
        ((), None, {"tag:7", "urgent"}, {OPEN}, [({"tag:7"}, set()), ({"urgent"}, set())]),
        ({OPEN, "tag:7"}, None, {OPEN, "tag:8"}, {OPEN, "tag:7", "tag:8"}, [(set(), {"tag:7"})]),
    ],
)
def test_what_differs_in_one_respect_tells_nothing_about_another(
    written: set[str], intended: set[str] | None, seen: set[str], desired: set[str],
    heard: list[tuple[set[str], set[str]]],
) -> None:  # fmt: skip
    assert hear(written, intended, seen, desired) == heard


def test_the_changes_of_a_thread_are_one_and_the_newest_label_comes_last() -> None:
    changes = [({CLOSED}, {OPEN}), ({CLOSED}, {OPEN}), ({PENDING}, {OPEN}), (set(), {ANA})]

    assert gather(changes, {CLOSED: 5, PENDING: 3}) == [
        Heard("assignee", [], {ANA}), Heard("status", [PENDING, CLOSED], {OPEN}),
    ]  # fmt: skip


def test_in_an_unknown_order_the_label_that_asks_for_more_comes_last() -> None:
    assert gather([({OPEN, CLOSED, PENDING}, set())], {}) == [Heard("status", [CLOSED, PENDING, OPEN], set())]
