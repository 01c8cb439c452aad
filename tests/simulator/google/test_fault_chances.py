"""Troubles left to chance, which can be repeated, and those that pass."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from simulator.google.faults import KINDS, Fault, Faults
from simulator.google.storm import storm
from tests.simulator.google.letters import letter
from tests.simulator.running import Running


def statuses(simulator: Running, mailbox: str, calls: int) -> list[int]:
    """What the same call answers so many times in a row."""
    token = simulator.token(mailbox)
    return [simulator.call("GET", "/gmail/v1/users/me/labels", token).status_code for _ in range(calls)]


def test_the_same_seed_strikes_the_same_calls(simulator: Running, mailbox: str, trouble: Any) -> None:
    trouble("status", chance=0.5, seed=4)
    first = statuses(simulator, mailbox, 30)
    trouble("status", chance=0.5, seed=4)
    again = statuses(simulator, mailbox, 30)
    trouble("status", chance=0.5, seed=5)
    other = statuses(simulator, mailbox, 30)

    assert first == again != other
    assert 5 < first.count(503) < 25


def test_a_trouble_of_chance_comes_no_more_often_than_its_times() -> None:
    faults = Faults()
    faults.replace([Fault("status", chance=0.5, times=3)])

    assert sum(faults.take("status") is not None for _ in range(100)) == 3
    assert faults.everything() == []


def test_a_trouble_that_lasts_some_time_is_over_then(simulator: Running, mailbox: str, trouble: Any) -> None:
    trouble("outage", lasts=0.4)
    assert statuses(simulator, mailbox, 1)[0] >= 500

    deadline = time.monotonic() + 10
    while simulator.get("faults")["faults"]:
        assert time.monotonic() < deadline
    assert statuses(simulator, mailbox, 1) == [200]


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ({"kind": "status", "chance": 1.5}, "chance is between 0 and 1"),
        ({"kind": "rate-limit", "retry": "someday"}, "retry is one of"),
        ({"kind": "status", "colour": "blue"}, "colour"),
    ],
)
def test_a_trouble_that_makes_no_sense_is_refused(simulator: Running, fault: dict[str, Any], complaint: str) -> None:
    answer = requests.put(f"{simulator.url}/simulator/faults", json={"faults": [fault]}, timeout=10)

    assert answer.status_code == 400
    assert complaint in answer.json()["error"]


@pytest.fixture
def stormy(simulator: Running) -> Iterator[Running]:
    yield simulator
    simulator.put("faults", {"faults": []})


def test_a_storm_is_every_trouble_of_a_day_and_repeats_itself(stormy: Running, mailbox: str) -> None:
    for each in range(5):
        stormy.deliver(mailbox, letter(id=f"{each}@x"))

    def day() -> list[int | str]:
        stormy.put("faults", {"storm": {"seed": 7, "chance": 0.4, "mailbox": mailbox, "without": ["fresh-404"]}})
        token = stormy.token(mailbox)
        return [answered(stormy, token) for _ in range(40)]

    first = day()

    assert first == day()
    assert {200, "broken"} < set(first)
    assert stormy.put("faults", {"faults": []})["faults"] == []


def answered(simulator: Running, token: str) -> int | str:
    try:
        return simulator.call("GET", "/gmail/v1/users/me/messages", token).status_code
    except requests.RequestException:
        return "broken"


def test_a_storm_leaves_out_only_what_a_mailbox_has_for_life_and_what_stands_for_others() -> None:
    left_out = KINDS.keys() - {fault.kind for fault in storm()}

    assert left_out == {kind for kind in KINDS if kind.startswith("dialect-")} | {"history-uint64", "status"}
