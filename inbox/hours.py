"""Business hours: when somebody works, and how much of that time lies between two moments.

Exact over every change of the clocks. A day of local times is never turned into UTC as such, for some of them happen
twice and some never: time is cut into stretches in which the offset from UTC is the same, and in each of them local
times are just UTC with something added. The result is what counting minute by minute on a clock on the wall gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from inbox import public_holidays
from inbox.public_holidays import Region

Span = tuple[int, int]
"""Minutes of a local day from and to, the latter not included: (480, 720) is 08:00 to 12:00; a day ends at 1440."""
WHOLE_DAY: Span = (0, 1440)

_DAY = timedelta(days=1)
_STEP = timedelta(hours=6)
"""Clocks are not changed twice within this time."""
_HORIZON = timedelta(days=5 * 366)
"""Hours that hold no work for so long are taken for such as never hold any."""


@dataclass(frozen=True)
class Hours:
    """A week of work in a time zone, with the days that are different."""

    zone: str
    week: tuple[tuple[Span, ...], ...]
    """For each weekday, Monday first, the times of work in order; they do not overlap."""
    days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    """Days with hours of their own, holidays among them or not; none means closed."""
    region: Region | None = None
    """Whose public holidays are kept."""

    def on(self, day: date) -> tuple[Span, ...]:
        """The times of work of a day."""
        own = self.days.get(day)
        if own is not None:
            return own
        return () if self.region and public_holidays.name(self.region, day) else self.week[day.weekday()]


ALWAYS = Hours("UTC", ((WHOLE_DAY,),) * 7)
"""Round the clock."""


def between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much work lies between two moments; none when the second is not later."""
    return sum((until - since for since, until in _pieces(hours, start, end)), timedelta())


def after(hours: Hours, start: datetime, work: timedelta) -> datetime | None:
    """The first moment at which so much work was done since `start`; None when that never comes."""
    if work <= timedelta():
        return start
    for since, until in _pieces(hours, start, start + _HORIZON):
        if until - since >= work:
            return since + work
        work -= until - since
    return None


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether it is a time of work."""
    return any(True for _ in _pieces(hours, at, at + timedelta(microseconds=1)))


def opens(hours: Hours, at: datetime) -> datetime | None:
    """The first moment of work from then on, which may be then; None when there is none."""
    return next((since for since, _ in _pieces(hours, at, at + _HORIZON)), None)


def spans(hours: Hours, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The times of work between two moments, in UTC, in order; those that touch are one."""
    pending: tuple[datetime, datetime] | None = None
    for since, until in _pieces(hours, start, end):
        if pending and pending[1] == since:
            pending = pending[0], until
            continue
        if pending:
            yield pending
        pending = since, until
    if pending:
        yield pending


def _pieces(hours: Hours, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The same day by day: whoever asks for the first of them goes no further."""
    for since, until, offset in _stretches(hours.zone, start.astimezone(UTC), end.astimezone(UTC)):
        first, last = (since + offset).date(), (until + offset).date()
        for number in range((last - first).days + 1):
            day = first + number * _DAY
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - offset
            for begin, finish in hours.on(day):
                left = max(since, midnight + timedelta(minutes=begin))
                right = min(until, midnight + timedelta(minutes=finish))
                if left < right:
                    yield left, right


def _stretches(zone: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Parts of a time in which the offset from UTC stays the same, each with its offset."""
    at = start
    while at < end:
        changes = [one for one in _changes(zone, at.year) if at < one < end]
        for until in (*changes, min(end, datetime(at.year + 1, 1, 1, tzinfo=UTC))):
            if at < until:
                yield at, until, _offset(zone, at)
                at = until


@lru_cache(maxsize=256)
def _changes(zone: str, year: int) -> tuple[datetime, ...]:
    """The moments of a year, in UTC, at which the clocks of a zone are changed."""
    found = []
    at, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        following = min(at + _STEP, end)
        if _offset(zone, at) != _offset(zone, following):
            found.append(_change(zone, at, following))
        at = following
    return tuple(found)


def _change(zone: str, before: datetime, later: datetime) -> datetime:
    """The second between two moments at which the offset changes."""
    offset = _offset(zone, before)
    while later - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((later - before).total_seconds()) // 2)
        before, later = (middle, later) if _offset(zone, middle) == offset else (before, middle)
    return later


def _offset(zone: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
