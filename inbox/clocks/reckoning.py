"""When a clock is due: a function of what happened to it. Nothing is kept that is not said by its events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from inbox import hours
from inbox.hours import Hours
from inbox.models import ClockEventKind, ClockState


class Step(NamedTuple):
    """Something to do when so much time of work has gone by; `name` tells it from others of the same clock."""

    name: str
    after: timedelta
    kind: ClockEventKind


@dataclass(frozen=True)
class Terms:
    """What a policy promises for one kind of clock."""

    target: timedelta
    hours: Hours
    pauses: frozenset[str] = frozenset()
    """For which reasons the clock stands still."""
    steps: tuple[Step, ...] = ()
    """Warnings and what follows a breach, in the order of their time."""


class Mark(NamedTuple):
    """An event of a clock; `terms` with APPLY_POLICY, none where nothing is promised any more."""

    kind: ClockEventKind
    at: datetime
    reason: str = ""
    terms: Terms | None = None
    is_from_start: bool = False


class Run(NamedTuple):
    """A time in which a clock runs, by the hours that hold then."""

    start: datetime
    end: datetime | None
    hours: Hours


@dataclass(frozen=True)
class Reckoned:
    """How a clock stands."""

    state: ClockState
    terms: Terms | None
    runs: tuple[Run, ...]
    ended_at: datetime | None

    @property
    def due_at(self) -> datetime | None:
        """When it is due, was, or would have been; None while it stands still, and where nothing is promised."""
        return self.moment(self.terms.target) if self.terms else None

    def moment(self, work: timedelta) -> datetime | None:
        """When so much time of work has gone by, if the clock ran that long; of one that stopped for good as if not."""
        for run in self.runs:
            goes_on = run.end is None or run.end == self.ended_at
            found = hours.after(run.hours, run.start, work)
            if found is not None and (goes_on or (run.end is not None and found <= run.end)):
                return found
            if run.end is not None:
                work -= hours.between(run.hours, run.start, run.end)
        return None

    def elapsed(self, now: datetime) -> timedelta:
        """The time of work that has gone by."""
        spent = (hours.between(run.hours, run.start, min(run.end or now, now)) for run in self.runs)
        return sum(spent, timedelta())

    def counted(self, now: datetime) -> list[tuple[datetime, datetime]]:
        """The times of work that count until it is due, was, or ended; none where every minute counts."""
        if all(run.hours is hours.ALWAYS for run in self.runs):
            return []
        last = self.due_at or self.ended_at or now
        ends = ((run, min(run.end or last, last)) for run in self.runs)
        return [span for run, end in ends for span in hours.spans(run.hours, run.start, end)]

    def is_late(self, now: datetime) -> bool:
        """Whether it was not kept, or is not being kept."""
        due_at = self.due_at
        return due_at is not None and self.state is not ClockState.CANCELLED and due_at < (self.ended_at or now)

    def next_step(self, done: frozenset[str]) -> tuple[datetime, Step] | None:
        """The next thing to do and when; none while it stands still."""
        if self.terms is None or self.state is not ClockState.RUNNING:
            return None
        moments = ((self.moment(step.after), step) for step in self.terms.steps if step.name not in done)
        return min(((at, step) for at, step in moments if at is not None), default=None, key=lambda found: found[0])


def reckon(marks: Sequence[Mark]) -> Reckoned:
    """How a clock with these events, in their order, stands."""
    state, waiting, ended_at = ClockState.RUNNING, "", None
    stretches: list[tuple[datetime, Hours | None]] = []
    terms = None
    for mark, terms in zip(marks, _holding(marks), strict=True):
        if mark.kind in _ENDS:
            state, ended_at, waiting = _ENDS[mark.kind], mark.at, ""
        elif mark.kind is ClockEventKind.RESUME:
            state, ended_at, waiting = ClockState.RUNNING, None, ""
        elif mark.kind is ClockEventKind.PAUSE:
            waiting = mark.reason
        if ended_at is None:
            is_held = waiting != "" and terms is not None and waiting in terms.pauses
            state = ClockState.PAUSED if is_held else ClockState.RUNNING
        known = terms.hours if terms is not None else hours.ALWAYS
        stretches.append((mark.at, known if state is ClockState.RUNNING else None))
    return Reckoned(state, terms, tuple(_runs(stretches)), ended_at)


def _holding(marks: Sequence[Mark]) -> list[Terms | None]:
    """The terms at each event. Those that hold as if from the beginning hold at all before them, too."""
    applied = [number for number, mark in enumerate(marks) if mark.kind is ClockEventKind.APPLY_POLICY]
    first = next((number for number in reversed(applied) if marks[number].is_from_start), None)
    first = first if first is not None else next(iter(applied), None)
    if first is None:
        return [None] * len(marks)
    held: list[Terms | None] = [marks[first].terms] * first
    for mark in marks[first:]:
        held.append(mark.terms if mark.kind is ClockEventKind.APPLY_POLICY else held[-1])
    return held


def _runs(stretches: Sequence[tuple[datetime, Hours | None]]) -> Iterator[Run]:
    """The stretches in which it runs; those that touch and go by the same hours are one."""
    begun: Run | None = None
    for (start, known), (end, _) in pairwise([*stretches, (None, None)]):
        assert start is not None
        if begun is not None and (known is not begun.hours or known is None):
            yield begun._replace(end=start)
            begun = None
        if known is not None and begun is None and start != end:
            begun = Run(start, None, known)
    if begun is not None:
        yield begun


_ENDS = {ClockEventKind.FULFIL: ClockState.FULFILLED, ClockEventKind.CANCEL: ClockState.CANCELLED}
