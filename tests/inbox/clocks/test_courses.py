"""What happens in a conversation, and which clocks follow from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inbox.clocks.courses import Fact, What, courses, ordered
from inbox.models import ClockEventKind, ClockKind

START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
WORDS = {
    "asked": What.ASKED, "answered": What.ANSWERED, "open": What.OPEN, "pending": What.PENDING,
    "snoozed": What.SNOOZED, "closed": What.CLOSED, "gone": What.GONE,
}  # fmt: skip


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def told(story: str) -> list[str]:
    """The clocks of a story like `asked 0, closed 5`, each in a line."""
    facts = []
    for part in story.split(", "):
        word, minute = part.split()
        facts.append(Fact(at(int(minute)), WORDS[word]))
    lines = []
    for course in courses(facts):
        happened = [
            f"{one.kind}{f'({one.reason})' if one.reason else ''} {minutes(one.at)}" for one in course.happenings
        ]
        lines.append(f"{course.kind} {minutes(course.started_at)}: {', '.join(happened)}")
    return lines


def minutes(moment: datetime) -> int:
    return int((moment - START).total_seconds()) // 60


@pytest.mark.parametrize(
    ("story", "clocks"),
    [
        ("asked 0", ["first-response 0: activate 0", "resolution 0: activate 0"]),
        ("asked 0, asked 5, answered 9", ["first-response 0: activate 0, fulfil 9", "resolution 0: activate 0"]),
        (
            "asked 0, answered 5, asked 9, asked 12",
            ["first-response 0: activate 0, fulfil 5", "resolution 0: activate 0", "next-response 9: activate 9"],
        ),
        (
            "asked 0, pending 5, snoozed 6, open 9",
            [
                "first-response 0: activate 0",
                "resolution 0: activate 0, pause(pending) 5, pause(snoozed) 6, resume 9",
            ],
        ),
        (
            "asked 0, closed 5",
            ["first-response 0: activate 0, cancel(closed-unanswered) 5", "resolution 0: activate 0, fulfil 5"],
        ),
        (
            "asked 0, closed 5, open 7",
            [
                "first-response 0: activate 0, cancel(closed-unanswered) 5",
                "resolution 0: activate 0, fulfil 5, resume 7",
                "first-response 0: activate 0",
            ],
        ),
        (
            "asked 0, answered 3, closed 5, asked 9, open 9",
            [
                "first-response 0: activate 0, fulfil 3",
                "resolution 0: activate 0, fulfil 5, resume 9",
                "next-response 9: activate 9",
            ],
        ),
        (
            "asked 0, answered 1, closed 2, asked 9",
            [
                "first-response 0: activate 0, fulfil 1",
                "resolution 0: activate 0, fulfil 2",
            ],
        ),
        (
            "asked 0, answered 1, closed 2, open 9",
            [
                "first-response 0: activate 0, fulfil 1",
                "resolution 0: activate 0, fulfil 2, resume 9",
            ],
        ),
        (
            "answered 0, pending 0, asked 5, open 5",
            [
                "first-response 5: activate 5",
                "resolution 5: activate 5, pause(pending) 5, resume 5",
            ],
        ),
        ("closed 0, asked 5, open 5", ["first-response 5: activate 5", "resolution 5: activate 5"]),
        (
            "asked 0, gone 4",
            [
                "first-response 0: activate 0, cancel(gone) 4",
                "resolution 0: activate 0, cancel(gone) 4",
            ],
        ),
        ("answered 0, closed 1", []),
    ],
)  # fmt: skip
def test_clocks_follow_from_what_happens(story: str, clocks: list[str]) -> None:
    assert told(story) == clocks


def test_a_status_that_was_set_later_is_true_also_where_its_mail_came_before() -> None:
    asked, late = [Fact(at(0), What.ASKED)], [Fact(at(5), What.CLOSED), Fact(at(2), What.OPEN)]

    assert [(minutes(fact.at), fact.what) for fact in ordered(asked, late)] == [
        (0, What.ASKED), (5, What.CLOSED), (5, What.OPEN),
    ]  # fmt: skip


@given(some.lists(some.tuples(some.sampled_from(list(What)), some.integers(0, 50)), max_size=12))
def test_at_most_one_answer_and_one_resolution_are_ever_owed(story: list[tuple[What, int]]) -> None:
    facts = ordered([Fact(at(minute), what) for what, minute in sorted(story, key=lambda one: one[1])], [])
    found = courses(facts)

    owed = [one for one in found if one.happenings[-1].kind not in (ClockEventKind.FULFIL, ClockEventKind.CANCEL)]
    assert sum(one.kind is ClockKind.RESOLUTION for one in owed) <= 1
    assert sum(one.kind is not ClockKind.RESOLUTION for one in owed) <= 1
    for course in found:
        times = [one.at for one in course.happenings]
        assert course.happenings[0].kind is ClockEventKind.ACTIVATE
        assert times == sorted(times)
    if any(fact.what is What.ASKED for fact in facts) and facts[-1].what is What.ANSWERED:
        assert all(one.kind is ClockKind.RESOLUTION for one in owed)
