"""Languages, dates and ages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cards.wording import wording
from inbox.errors import InboxError, Invalid


@pytest.mark.parametrize(
    ("tag", "language", "locale"),
    [
        ("en", "en", "en"),
        ("de", "de", "de"),
        ("de-AT", "de", "de_AT"),
        ("en_GB", "en", "en_GB"),
        ("es", "en", "en"),
        ("de-XX-nonsense", "de", "de"),
        ("", "en", "en"),
        ("../../etc", "en", "en"),
    ],
)
def test_a_language_tag_leads_to_a_catalogue_and_a_way_of_writing_dates(tag: str, language: str, locale: str) -> None:
    found = wording(tag, "UTC")

    assert (found.language, str(found.locale)) == (language, locale)


def test_an_unknown_zone_is_utc() -> None:
    assert wording("en", "Mars/Olympus").zone.key == "UTC"
    assert wording("en", "").zone.key == "UTC"


@pytest.mark.parametrize(
    ("ago", "english", "german"),
    [
        (timedelta(seconds=-5), "just now", "gerade eben"),
        (timedelta(seconds=59), "just now", "gerade eben"),
        (timedelta(minutes=1), "1 min ago", "vor 1 Min."),
        (timedelta(hours=2, minutes=59), "2 h ago", "vor 2 Std."),
        (timedelta(days=1), "1 day ago", "vor 1 Tag"),
        (timedelta(days=6), "6 days ago", "vor 6 Tagen"),
        (timedelta(days=7), "Feb 25", "25. Feb."),
        (timedelta(days=70), "Dec 24, 2025", "24.12.2025"),
    ],
)
def test_ages_are_short_and_become_dates_after_a_week(now: datetime, ago: timedelta, english: str, german: str) -> None:
    assert wording("en", "UTC").age(now - ago, now) == english
    assert wording("de", "UTC").age(now - ago, now) == german


def test_moments_are_told_in_the_zone_of_the_viewer() -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)

    assert wording("de", "Europe/Berlin").moment(late) == "05.03.2026, 00:30"
    assert wording("en-GB", "America/New_York").moment(late) == "4 Mar 2026, 18:30"


def test_refusals_are_told_in_the_language_of_the_reader() -> None:
    error = Invalid("There is no tag “%(name)s”.", field="more_tags", name="100 % sure")

    assert wording("en", "UTC").refusal(error) == "There is no tag “100 % sure”."
    assert wording("de", "UTC").refusal(error) == "Ein Schlagwort „100 % sure“ gibt es nicht."
    assert wording("de", "UTC").refusal(InboxError("100 % odd")) == "100 % odd"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
@pytest.mark.parametrize("end", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_the_calendar_can_be_told_in_every_zone(zone: str, end: datetime) -> None:
    words = wording("en", zone)

    assert words.moment(end) and words.day(end) and words.weekday(end)
    assert words.age(datetime.min.replace(tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC))
