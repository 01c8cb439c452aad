"""When clocks are due, against a count of minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from inbox import hours
from inbox.clocks.reckoning import Mark, Step, Terms, reckon
from inbox.hours import ALWAYS, Hours
from inbox.models import ClockEventKind, ClockState

MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OFFICE = Hours("UTC", (((480, 720), (780, 1020)),) * 5 + ((), ()))
ACTIVATE, APPLY, PAUSE, RESUME, FULFIL, CANCEL = (
    ClockEventKind.ACTIVATE, ClockEventKind.APPLY_POLICY, ClockEventKind.PAUSE, ClockEventKind.RESUME,
    ClockEventKind.FULFIL, ClockEventKind.CANCEL,
)  # fmt: skip
WORDS = ["pause", "resume", "office", "always", "end"]


def at(minute: int) -> datetime:
    return MONDAY + MINUTE * minute


def terms(minutes: int, known: Hours = ALWAYS, *pauses: str, steps: tuple[Step, ...] = ()) -> Terms:
    return Terms(MINUTE * minutes, known, frozenset(pauses), steps)


def begun(*more: Mark, by: Terms) -> list[Mark]:
    return [Mark(ACTIVATE, at(0)), Mark(APPLY, at(0), terms=by), *more]


def test_a_clock_is_due_after_so_much_time_of_work() -> None:
    due = reckon(begun(by=terms(300, OFFICE))).due_at

    assert due == MONDAY.replace(hour=14)  # five hours from eight, with an hour of lunch


def test_a_pause_counts_only_where_the_policy_says_so() -> None:
    pause = Mark(PAUSE, at(10), "pending")

    assert reckon(begun(pause, by=terms(30))).due_at == at(30)
    held = reckon(begun(pause, by=terms(30, ALWAYS, "pending")))
    assert (held.state, held.due_at, held.elapsed(at(99))) == (ClockState.PAUSED, None, 10 * MINUTE)
    assert reckon(begun(pause, Mark(RESUME, at(50)), by=terms(30, ALWAYS, "pending"))).due_at == at(70)


def test_a_breach_before_a_pause_stays_a_breach() -> None:
    held = reckon(begun(Mark(PAUSE, at(40), "pending"), by=terms(30, ALWAYS, "pending")))

    assert held.due_at == at(30)
    assert held.is_late(at(41))


def test_another_policy_carries_over_what_has_gone_by_and_the_start_never_moves() -> None:
    urgent = Mark(APPLY, at(120), terms=terms(150))

    changed = reckon(begun(urgent, by=terms(300, OFFICE)))
    assert changed.due_at == at(150)
    assert changed.elapsed(at(120)) == 120 * MINUTE


def test_the_same_policy_said_anew_holds_from_the_start() -> None:
    lunch = Mark(APPLY, at(300), terms=terms(300, ALWAYS), is_from_start=True)

    assert reckon(begun(lunch, by=terms(300, OFFICE))).due_at == at(300)


def test_where_nothing_is_promised_any_more_nothing_is_due() -> None:
    assert reckon(begun(Mark(APPLY, at(10)), by=terms(30))).due_at is None


def test_reopening_goes_on_with_what_had_gone_by() -> None:
    story = (Mark(FULFIL, at(20)), Mark(RESUME, at(500)))

    again = reckon(begun(*story, by=terms(30)))
    assert (again.state, again.due_at) == (ClockState.RUNNING, at(510))
    kept = reckon(begun(story[0], by=terms(30)))
    assert (kept.state, kept.due_at, kept.is_late(at(999))) == (ClockState.FULFILLED, at(30), False)
    late = reckon(begun(Mark(FULFIL, at(31)), by=terms(30)))
    assert (late.due_at, late.is_late(at(999))) == (at(30), True)


def test_what_ended_while_it_stood_still_is_not_late() -> None:
    done = reckon(begun(Mark(PAUSE, at(10), "pending"), Mark(FULFIL, at(90)), by=terms(30, ALWAYS, "pending")))

    assert (done.state, done.is_late(at(99))) == (ClockState.FULFILLED, False)


def test_steps_come_in_order_and_wait_while_it_stands_still() -> None:
    warn, breach = (
        Step("warn 50%", 15 * MINUTE, ClockEventKind.WARN),
        Step("breach", 30 * MINUTE, ClockEventKind.BREACH),
    )
    by = terms(30, ALWAYS, "pending", steps=(warn, breach))

    running = reckon(begun(by=by))
    assert running.next_step(frozenset()) == (at(15), warn)
    assert running.next_step(frozenset({"warn 50%"})) == (at(30), breach)
    assert running.next_step(frozenset({"warn 50%", "breach"})) is None
    assert reckon(begun(Mark(PAUSE, at(5), "pending"), by=by)).next_step(frozenset()) is None
    assert reckon(begun(Mark(FULFIL, at(5)), by=by)).next_step(frozenset()) is None


@settings(max_examples=80, deadline=None)
@given(some.lists(some.tuples(some.sampled_from(WORDS), some.integers(1, 400)), max_size=6), some.integers(1, 900))
def test_the_due_time_is_what_counting_minutes_gives(story: list[tuple[str, int]], target: int) -> None:
    marks, moment = begun(by=terms(target, OFFICE, "pending")), 0
    for word, later in story:
        moment += later
        marks.append(
            {
                "pause": Mark(PAUSE, at(moment), "pending"),
                "resume": Mark(RESUME, at(moment)),
                "office": Mark(APPLY, at(moment), terms=terms(target, OFFICE, "pending")),
                "always": Mark(APPLY, at(moment), terms=terms(target, ALWAYS, "pending")),
                "end": Mark(FULFIL, at(moment)),
            }[word]
        )
    reckoned = reckon(marks)
    counted, breached = 0, None
    for minute in range(moment + 1):
        said = [mark for mark in marks if mark.at <= at(minute)]
        course = [mark.kind for mark in said if mark.kind is not APPLY]
        holding = next(mark.terms for mark in reversed(said) if mark.kind is APPLY)
        assert holding is not None
        if counted == target and breached is None:
            breached = minute
        if minute < moment and course[-1] in (ACTIVATE, RESUME) and hours.is_open(holding.hours, at(minute)):
            counted += 1
    assert reckoned.elapsed(at(moment)) == counted * MINUTE
    assert reckoned.is_late(at(moment)) == (breached is not None and at(breached) < (reckoned.ended_at or at(moment)))
