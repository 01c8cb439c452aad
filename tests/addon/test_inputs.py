"""Form inputs in every shape Google sends them, and in some that it never should."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from addon.inputs import Inputs
from inbox.errors import Invalid

NEW_YEAR = 1767225600000
"""2026-01-01 at 00:00:00 UTC, in milliseconds"""


def inputs(**raw: Any) -> Inputs:
    return Inputs.read(raw)


def strings(*values: str) -> dict[str, Any]:
    return {"stringInputs": {"value": list(values)}}


def test_one_many_and_no_strings() -> None:
    seen = inputs(one=strings("a"), many=strings("a", "b"), bare={"stringInputs": {"value": "a"}}, none=strings())

    assert seen.texts("one") == ("a",) and seen.text("one") == "a"
    assert seen.texts("many") == ("a", "b")
    assert seen.texts("bare") == ("a",)
    assert seen.texts("none") == () and seen.text("none") == ""
    assert seen.texts("absent") == () and seen.text("absent") == ""


@pytest.mark.parametrize("stamp", [NEW_YEAR, str(NEW_YEAR), float(NEW_YEAR)])
@pytest.mark.parametrize("kind", ["dateInput", "dateTimeInput"])
def test_days_come_as_numbers_and_as_text(stamp: object, kind: str) -> None:
    assert inputs(due={kind: {"msSinceEpoch": stamp, "hasDate": True}}).day("due") == date(2026, 1, 1)


def test_a_moment_is_a_time_in_utc() -> None:
    seen = inputs(at={"dateTimeInput": {"msSinceEpoch": str(NEW_YEAR + 5_400_000), "hasDate": True, "hasTime": True}})

    assert seen.moment("at") == datetime(2026, 1, 1, 1, 30, tzinfo=UTC)


def test_times_of_day() -> None:
    assert inputs(at={"timeInput": {"hours": 9, "minutes": 30}}).clock_time("at") == time(9, 30)
    assert inputs(at={"timeInput": {"hours": "9"}}).clock_time("at") == time(9, 0)
    assert inputs(at=strings("09:30")).clock_time("at") == time(9, 30)
    assert inputs().clock_time("at") is None


@pytest.mark.parametrize(
    "garbage",
    [
        5, "text", [], {"dateInput": {}}, {"dateInput": {"msSinceEpoch": "soon"}}, {"dateInput": 7},
        {"dateInput": {"msSinceEpoch": 10**30}}, {"dateInput": {"msSinceEpoch": "1e999"}},
        {"dateInput": {"msSinceEpoch": True}}, {"dateInput": {"msSinceEpoch": "NaN"}},
        {"stringInputs": {"value": [{"a": 1}]}},
    ],
)  # fmt: skip
def test_garbage_is_complained_of_by_name_and_spoils_nothing_else(garbage: Any) -> None:
    seen = inputs(due=garbage, note=strings("kept"))

    with pytest.raises(Invalid) as refusal:
        seen.day("due")
    assert refusal.value.field == "due"
    assert seen.text("note") == "kept"
    assert seen.typed() == {"note": ("kept",)}


def test_a_day_is_kept_for_the_form_that_is_drawn_again() -> None:
    assert inputs(due={"dateInput": {"msSinceEpoch": str(NEW_YEAR)}}).typed() == {"due": ("2026-01-01",)}


@pytest.mark.parametrize("garbage", [strings("9"), strings("a:b"), strings("25:00"), {"timeInput": {"hours": 30}}])
def test_times_that_do_not_exist_are_complained_of(garbage: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        inputs(at=garbage).clock_time("at")
    assert refusal.value.field == "at"


def test_inputs_of_an_unknown_kind_say_nothing() -> None:
    seen = inputs(future={"hologramInput": {"x": 1}}, wrapped=None)

    assert seen.texts("future") == () and seen.day("future") is None


def test_text_that_no_database_takes_is_cleaned() -> None:
    assert inputs(note=strings("a\0b\ud800")).text("note") == "ab"
