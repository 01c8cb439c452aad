"""What an invitation is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail.calendars import summarise


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("DTSTART:20260310T080000Z", "2026-03-10T08:00:00+00:00"),
        ("DTSTART:20260310T080000", "2026-03-10T08:00:00"),
        ("DTSTART;TZID=Europe/Berlin:20260310T080000", "2026-03-10T08:00:00 Europe/Berlin"),
        ("DTSTART;VALUE=DATE:20260310", "2026-03-10"),
        ("DTSTART:20269910T080000Z", None),
        ("DTSTART:soon", None),
    ],
)
def test_the_start_of_an_event(line: str, start: str | None) -> None:
    assert summarise(f"BEGIN:VEVENT\n{line}\nEND:VEVENT").get("start") == start


def test_only_the_first_event_counts() -> None:
    text = "BEGIN:VEVENT\nSUMMARY:one\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:two\nEND:VEVENT"

    assert summarise(text) == {"summary": "one"}


def test_what_is_no_calendar_says_nothing() -> None:
    assert summarise("SUMMARY:outside of an event") == {}


@given(st.text(alphabet="BEGIN:VTSUMARY\n;= 0123456789Z\\,"))
def test_no_calendar_fails(text: str) -> None:
    summarise(f"BEGIN:VEVENT\n{text}")
