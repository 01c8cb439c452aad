"""Which clocks follow from what happened in a conversation, and what happens to them: a function of the facts."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from inbox.models import ClockEventKind, ClockKind


class What(enum.Enum):
    """What happened, as far as clocks are concerned."""

    ASKED = 1
    """Somebody outside wrote."""
    ANSWERED = 2
    """One of us wrote to them, whatever with."""
    OPEN = 3
    PENDING = 4
    SNOOZED = 5
    CLOSED = 6
    GONE = 7
    """It is tracked no more: merged into another, or quarantined."""


UNANSWERED, GONE = "closed-unanswered", "gone"
"""Why a clock came to nothing."""
_WAITS = {What.PENDING: "pending", What.SNOOZED: "snoozed"}


class Fact(NamedTuple):
    """One thing that happened."""

    at: datetime
    what: What


class Happening(NamedTuple):
    """What happens to a clock, when, and why."""

    kind: ClockEventKind
    at: datetime
    reason: str = ""


@dataclass
class Course:
    """One clock from its beginning."""

    kind: ClockKind
    started_at: datetime
    happenings: list[Happening] = field(default_factory=list)

    def goes(self, kind: ClockEventKind, at: datetime, reason: str = "") -> None:
        self.happenings.append(Happening(kind, at, reason))

    @property
    def last(self) -> ClockEventKind:
        return self.happenings[-1].kind


def ordered(messages: Iterable[Fact], statuses: Sequence[Fact]) -> list[Fact]:
    """Messages by their time, statuses in the order in which they were set: of what came late, that one is true.

    A mail that waited at the provider while somebody closed its conversation opens it then, not before.
    """
    clamped: list[Fact] = []
    for fact in statuses:
        at = max(fact.at, clamped[-1].at) if clamped else fact.at
        clamped.append(Fact(at, fact.what))
    return sorted(
        [*messages, *clamped], key=lambda fact: fact.at
    )  # stable: a message before what it does to the status


def courses(facts: Iterable[Fact]) -> list[Course]:
    """The clocks of a conversation, oldest first; `facts` as `ordered` gives them."""
    running = _Running()
    for fact in facts:
        running.take(fact)
    return running.all


class _Running:
    """Goes through the facts and keeps in mind who waits for what."""

    def __init__(self) -> None:
        self.all: list[Course] = []
        self._status = What.OPEN
        self._was_asked = False
        self._response: Course | None = None
        self._resolution: Course | None = None
        self._unanswered: tuple[ClockKind, datetime] | None = None
        """The oldest mail that nobody answered, also while closed."""

    def take(self, fact: Fact) -> None:
        if fact.what is What.ASKED:
            self._asked(fact.at)
        elif fact.what is What.ANSWERED:
            self._answered(fact.at)
        elif fact.what is What.GONE:
            self._gone(fact.at)
        elif fact.what is not self._status:
            before, self._status = self._status, fact.what
            self._changed(before, fact)

    def _asked(self, at: datetime) -> None:
        """Later mail moves nothing. While it is closed, a mail waits for somebody, or its own arrival, to open it."""
        if self._response is not None:
            return
        self._unanswered = ClockKind.NEXT_RESPONSE if self._was_asked else ClockKind.FIRST_RESPONSE, at
        self._was_asked = True
        if self._status is not What.CLOSED:
            self._owe(*self._unanswered)

    def _owe(self, kind: ClockKind, at: datetime) -> None:
        self._response = self._begun(kind, at)
        if self._resolution is None:
            self._resolution = self._begun(ClockKind.RESOLUTION, at)
            self._hold(self._resolution, self._status, at)

    def _begun(self, kind: ClockKind, at: datetime) -> Course:
        course = Course(kind, at)
        course.goes(ClockEventKind.ACTIVATE, at)
        self.all.append(course)
        return course

    def _answered(self, at: datetime) -> None:
        self._unanswered = None
        if self._response is not None:
            self._response.goes(ClockEventKind.FULFIL, at)
            self._response = None

    def _changed(self, before: What, fact: Fact) -> None:
        if fact.what is What.CLOSED and self._response is not None:
            self._response.goes(ClockEventKind.CANCEL, fact.at, UNANSWERED)
            self._response = None
        resolution = self._resolution
        if before is What.CLOSED and self._response is None and self._unanswered is not None:
            self._owe(*self._unanswered)  # what was closed unanswered is owed again, since when it was asked
        if resolution is not None:
            if fact.what is What.OPEN or before is What.CLOSED:
                resolution.goes(ClockEventKind.RESUME, fact.at)
            self._hold(resolution, fact.what, fact.at)

    def _hold(self, resolution: Course, status: What, at: datetime) -> None:
        if status is What.CLOSED:
            resolution.goes(ClockEventKind.FULFIL, at)
        elif status in _WAITS:
            resolution.goes(ClockEventKind.PAUSE, at, _WAITS[status])

    def _gone(self, at: datetime) -> None:
        for course in (self._response, self._resolution):
            if course is not None and course.last is not ClockEventKind.CANCEL:
                course.goes(ClockEventKind.CANCEL, at, GONE)
        self._response = self._resolution = self._unanswered = None
