"""What counts as a change: more than chance, and enough to matter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from inbox.insights import shifts
from inbox.insights.shifts import Kind
from inbox.models import InsightWeek, RecurringTopic

MONDAY = date(2026, 3, 2)


def week(age: int, *, mails: int = 40, mood: float = 0.3, questions: int = 40, answered: int = 38) -> InsightWeek:
    return InsightWeek(
        organization_id=1, team_id=1, week=MONDAY - timedelta(weeks=age), mails=mails, sentiment=mood, spread=0.3,
        unhappy=0, replies=40, questions=questions, answered=answered, tone=0.0, ease=60.0, minutes=5,
        counted_at=datetime(2026, 3, 9, tzinfo=UTC),
    )  # fmt: skip


def topic(mails: int, before: int | None) -> RecurringTopic:
    return RecurringTopic(week=MONDAY, position=0, words=["refund", "invoice"], mails=mails, before=before, examples={})


BEFORE = [week(age) for age in (4, 3, 2, 1)]


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (week(0), []),
        (week(0, mood=-0.2), [Kind.MOOD_FELL]),
        (week(0, mood=0.2), []),
        (week(0, mood=-0.9, mails=5), []),
        (week(0, answered=20), [Kind.ANSWERS_FELL]),
        (week(0, answered=36), []),
        (week(0, answered=1, questions=5), []),
        (week(0, mood=0.9, answered=40), []),
    ],
)
def test_a_week_is_compared_with_those_before(current: InsightWeek, expected: list[Kind]) -> None:
    assert [one.kind for one in shifts.of([*BEFORE, current], [])] == expected


def test_a_first_week_is_compared_with_nothing() -> None:
    assert shifts.of([week(0, mood=-1)], [topic(50, None)]) == []
    assert shifts.of([], []) == []


@pytest.mark.parametrize(
    ("mails", "before", "surged"), [(10, 2, True), (4, 0, False), (5, 0, True), (10, 9, False), (10, None, False)]
)
def test_a_topic_surges_when_it_comes_much_more_often(mails: int, before: int | None, surged: bool) -> None:
    found = shifts.of([*BEFORE, week(0)], [topic(mails, before)])

    assert [one.words for one in found] == (["refund · invoice"] if surged else [])
