"""Working time: counted back over evenings, weekends and the change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from simulator.seed import working_time

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_span_is_read_in_days_of_ten_hours() -> None:
    assert working_time.span("1d 2h 30m") == timedelta(hours=12, minutes=30)
    assert working_time.span("") == timedelta()


@pytest.mark.parametrize("text", ["2", "h", "1x", "-1h"])
def test_a_span_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="working time"):
        working_time.span(text)


def test_two_hours_before_monday_morning_is_friday_evening() -> None:
    monday = datetime(2025, 11, 24, 9, 0, tzinfo=BERLIN)
    assert working_time.before(monday, timedelta(hours=2), BERLIN) == datetime(2025, 11, 21, 17, 0, tzinfo=BERLIN)


def test_at_night_and_on_sunday_the_last_working_moment_counts() -> None:
    sunday = datetime(2025, 11, 23, 3, 0, tzinfo=UTC)
    night = datetime(2025, 11, 25, 2, 0, tzinfo=BERLIN)
    assert working_time.before(sunday, timedelta(), BERLIN) == datetime(2025, 11, 21, 18, 0, tzinfo=BERLIN)
    assert working_time.before(night, timedelta(hours=1), BERLIN) == datetime(2025, 11, 24, 17, 0, tzinfo=BERLIN)


def test_hours_stay_working_hours_when_the_clocks_change() -> None:
    after_the_change = datetime(2025, 10, 27, 8, 30, tzinfo=BERLIN)
    found = working_time.before(after_the_change, timedelta(hours=1), BERLIN)
    assert found == datetime(2025, 10, 24, 17, 30, tzinfo=BERLIN)
    assert found.utcoffset() == timedelta(hours=2)


def test_a_longer_way_back_never_leads_to_a_later_moment() -> None:
    now = datetime(2025, 11, 24, 10, 15, tzinfo=UTC)
    moments = [working_time.before(now, timedelta(minutes=minutes), BERLIN) for minutes in range(0, 9000, 7)]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) == len(moments)
