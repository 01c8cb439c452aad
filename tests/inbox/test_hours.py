"""Business hours against a clock on the wall, minute by minute, in zones whose clocks do odd things."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from inbox import hours, public_holidays
from inbox.hours import Hours, Span
from inbox.public_holidays import Region

MINUTE = timedelta(minutes=1)
OFFICE: tuple[Span, ...] = ((8 * 60, 12 * 60), (13 * 60, 18 * 60))
WEEK = (OFFICE,) * 5 + ((), ())
BERLIN = Hours("Europe/Berlin", WEEK, region=Region("DE", "BY"))
ODD = {
    "Europe/Berlin": date(2026, 10, 25),
    "America/New_York": date(2026, 3, 8),
    "Australia/Lord_Howe": date(2026, 4, 5),
    "Antarctica/Troll": date(2026, 3, 29),
    "Africa/Casablanca": date(2026, 2, 15),
    "Asia/Beirut": date(2026, 3, 29),
    "America/Havana": date(2026, 11, 1),
    "Asia/Kathmandu": date(2026, 1, 1),
    "Pacific/Apia": date(2011, 12, 30),
    "America/St_Johns": date(2011, 3, 13),
    "Europe/Dublin": date(2026, 10, 25),
    "Pacific/Chatham": date(2026, 9, 27),
}
"""Zones, and a day on which something happens to their clocks."""


@some.composite
def days(draw: some.DrawFn) -> tuple[Span, ...]:
    """Up to three times of work that do not overlap."""
    marks = sorted(draw(some.sets(some.integers(0, 1440), max_size=6)))
    return tuple((marks[at], marks[at + 1]) for at in range(0, len(marks) - 1, 2))


@some.composite
def questions(draw: some.DrawFn) -> tuple[Hours, datetime, datetime]:
    """Hours in an odd zone, and two moments around the odd day."""
    zone, day = draw(some.sampled_from(sorted(ODD.items())))
    week = tuple(draw(some.lists(days(), min_size=7, max_size=7)))
    own = {day + timedelta(days=1): draw(days())} if draw(some.booleans()) else {}
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    start += MINUTE * draw(some.integers(0, 1440))
    return Hours(zone, week, own), start, start + MINUTE * draw(some.integers(0, 3 * 1440))


def on_the_wall(known: Hours, start: datetime, end: datetime) -> int:
    """Minutes of work, counted by looking at the clock each minute."""
    zone, minutes, at = ZoneInfo(known.zone), 0, start
    while at < end:
        local = at.astimezone(zone)
        minute = local.hour * 60 + local.minute
        minutes += any(begin <= minute < finish for begin, finish in known.on(local.date()))
        at += MINUTE
    return minutes


@settings(max_examples=60, deadline=None)
@given(questions())
def test_work_between_two_moments_is_what_counting_minutes_gives(asked: tuple[Hours, datetime, datetime]) -> None:
    known, start, end = asked

    assert hours.between(known, start, end) == MINUTE * on_the_wall(known, start, end)


@settings(max_examples=60, deadline=None)
@given(questions(), some.integers(1, 1000))
def test_a_moment_after_so_much_work_has_that_much_before_it_and_not_a_minute_sooner(
    asked: tuple[Hours, datetime, datetime], minutes: int
) -> None:
    known, start, _ = asked
    due = hours.after(known, start, MINUTE * minutes)

    if due is None:
        assert not any(known.week)
        return
    assert hours.between(known, start, due) == MINUTE * minutes
    assert hours.is_open(known, due - MINUTE)
    assert hours.between(known, start, due - MINUTE) == MINUTE * (minutes - 1)


@settings(max_examples=30, deadline=None)
@given(questions())
def test_times_of_work_are_in_order_and_never_touch(asked: tuple[Hours, datetime, datetime]) -> None:
    edges = [edge for span in hours.spans(*asked) for edge in span]

    assert edges == sorted(set(edges))


def test_lunch_a_weekend_and_a_holiday_are_no_work() -> None:
    friday = datetime(2026, 10, 30, 15, 0, tzinfo=UTC)  # 16:00 on the wall
    assert hours.after(BERLIN, friday, timedelta(hours=3)) == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)

    christmas_eve = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)
    assert hours.after(BERLIN, christmas_eve, timedelta(hours=6)) == datetime(2026, 12, 28, 8, 0, tzinfo=UTC)


def test_a_half_day_of_our_own_goes_before_the_public_holidays() -> None:
    christmas = date(2026, 12, 25)
    at = datetime(2026, 12, 25, 8, 0, tzinfo=UTC)

    assert not hours.is_open(BERLIN, at)
    assert hours.is_open(Hours(BERLIN.zone, BERLIN.week, {christmas: ((540, 720),)}, BERLIN.region), at)


def test_hours_without_any_work_never_come_to_an_end() -> None:
    closed = Hours("UTC", ((),) * 7)
    now = datetime(2026, 1, 1, tzinfo=UTC)

    assert hours.after(closed, now, MINUTE) is None
    assert hours.opens(closed, now) is None
    assert hours.after(closed, now, timedelta()) == now


def test_round_the_clock_is_every_minute_also_where_clocks_change() -> None:
    start = datetime(2026, 10, 24, tzinfo=UTC)

    assert hours.between(hours.ALWAYS, start, start + timedelta(days=3)) == timedelta(days=3)
    berlin = Hours("Europe/Berlin", ((hours.WHOLE_DAY,),) * 7)
    assert list(hours.spans(berlin, start, start + timedelta(days=3))) == [(start, start + timedelta(days=3))]


def test_a_closed_door_opens_at_the_next_time_of_work() -> None:
    saturday = datetime(2026, 11, 28, 13, 0, tzinfo=UTC)

    assert hours.opens(BERLIN, saturday) == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


def test_holidays_are_those_of_the_region() -> None:
    all_saints = date(2026, 11, 1)

    assert public_holidays.name(public_holidays.region("de-by"), all_saints)
    assert not public_holidays.name(public_holidays.region("DE-BE"), all_saints)
    assert str(public_holidays.region("us")) == "US"


@pytest.mark.parametrize("text", ["", "XX", "DE-XX", "Germany-BY", "DE-BY-BY"])
def test_a_region_that_nobody_knows_is_refused_with_what_there_is(text: str) -> None:
    with pytest.raises(ValueError, match="are known"):
        public_holidays.region(text)
