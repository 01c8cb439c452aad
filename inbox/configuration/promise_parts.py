"""What may stand in the file about promises: calendars, and policies with what follows when they are not kept."""

from __future__ import annotations

import hashlib
import re
from datetime import date as Date
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from inbox import calendars, public_holidays
from inbox.calendars import WEEKDAYS
from inbox.configuration.fields import Address, Key, Part, Text, Zone
from inbox.models import Priority

ALWAYS = "always"
"""In the place of a calendar: round the clock."""
_DURATION = re.compile(r"(?:(\d{1,5})\s*h)?\s*(?:(\d{1,5})\s*m(?:in)?)?")
_PERCENT = re.compile(r"(\d{1,3})\s*%")
_LONGEST = timedelta(days=366)
_LONGEST_NAME = 80


def duration(text: str) -> timedelta:
    """Read `30m`, `4h` or `1h30m`. Raises ValueError."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        raise ValueError("is no length of time; write one like 30m, 4h or 1h30m")
    length = timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))
    if length > _LONGEST:
        raise ValueError("is longer than a year")
    return length


def _length(text: str) -> str:
    if duration(text) <= timedelta():
        raise ValueError("should be more than nothing")
    return text.strip()


def _delay(text: str) -> str:
    duration(text)
    return text.strip()


def _warning(text: str) -> str:
    percent = _PERCENT.fullmatch(text.strip())
    if percent is None:
        return _length(text)
    if not 0 < int(percent[1]) < 100:
        raise ValueError("should be between 1% and 99%")
    return f"{int(percent[1])}%"


def _span(text: str) -> str:
    return calendars.written(calendars.span(text))


def _holidays(text: str) -> str:
    return str(public_holidays.region(text))


def _contact(text: str) -> str:
    known = text.strip().lower()
    if not re.fullmatch(r"[^@\s]*@[^@\s]+", known):
        raise ValueError("is neither an address nor a domain; write one like ann@example.org or @example.org")
    return known


def _step(text: str) -> str:
    step, colon, tag = (part.strip() for part in text.partition(":"))
    if step == "tag" and colon and 0 < len(tag) <= 80:
        return f"tag: {tag}"
    if colon or step not in STEPS:
        raise ValueError(f"is no step; write one of {', '.join(STEPS)}, tag: NAME")
    return step


STEPS = ("notify-assignee", "notify-lead", "reassign", "raise-priority", "webhook")
"""What may follow a breach, beside putting a tag on."""
AddressOrDomain = Annotated[str, AfterValidator(_contact)]
Length = Annotated[str, AfterValidator(_length)]
Delay = Annotated[str, AfterValidator(_delay)]
Warning_ = Annotated[str, AfterValidator(_warning)]
TimeOfWork = Annotated[str, AfterValidator(_span)]
RegionName = Annotated[str, AfterValidator(_holidays)]
Step = Annotated[str, AfterValidator(_step)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _no_overlap(texts: list[str]) -> list[str]:
    return [calendars.written(one) for one in calendars.spans(texts)]


Times = Annotated[list[TimeOfWork], AfterValidator(_no_overlap)]


class DayPart(Part):
    """A day with hours of its own; none means closed."""

    date: Date
    name: Annotated[str, StringConstraints(max_length=200)] = ""
    open: Times = []


class CalendarPart(Part):
    """When a team works."""

    key: Key
    name: Text
    time_zone: Zone | None = None
    """The organization's unless said."""
    week: dict[Weekday, Times] = {}
    holidays: RegionName | None = None
    days: list[DayPart] = []

    @field_validator("key")
    @classmethod
    def _is_free(cls, value: str) -> str:
        if value == ALWAYS:
            raise ValueError("is taken: it stands for round the clock")
        return value

    @field_validator("week", mode="before")
    @classmethod
    def _day_by_day(cls, value: Any) -> Any:
        """`monday-friday` stands for each day from the one to the other."""
        if not isinstance(value, dict):
            return value
        week: dict[Any, Any] = {}
        for name, times in value.items():
            for day in _days(str(name)):
                if day in week:
                    raise ValueError(f"{day} stands twice")
                week[day] = times
        return week

    @field_validator("days")
    @classmethod
    def _each_day_once(cls, value: list[DayPart]) -> list[DayPart]:
        dates = [day.date for day in value]
        twice = next((one for number, one in enumerate(dates) if one in dates[:number]), None)
        if twice:
            raise ValueError(f"{twice} stands twice among the days")
        return value


def _days(name: str) -> tuple[str, ...]:
    first, dash, last = name.partition("-")
    if not dash or first not in WEEKDAYS or last not in WEEKDAYS:
        return (name,)
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
    return WEEKDAYS[begin : end + 1] if begin <= end else (*WEEKDAYS[begin:], *WEEKDAYS[: end + 1])


class WhenPart(Part):
    """Which conversations: all that is named must be so, of each list one. Nothing named means all."""

    mailboxes: list[Address] = []
    teams: list[Key] = []
    categories: list[Key] = []
    priorities: list[Priority] = []
    tags: list[Text] = []
    contacts: list[AddressOrDomain] = []
    """Addresses, or whole domains as `@lab.example.org`."""


class StepPart(Part):
    """What is done so long after a breach, in time of work."""

    after: Delay = "0m"
    then: list[Step] = Field(min_length=1)

    @property
    def name(self) -> str:
        """Tells it from others, also of other policies: whatever becomes of the policy, a clock does the same once."""
        said = f"{int(duration(self.after).total_seconds()) // 60}m: {', '.join(self.then)}"
        return said if len(said) <= _LONGEST_NAME else f"{said[:40]} {hashlib.sha256(said.encode()).hexdigest()[:16]}"


_PROMISED = ("first_response", "next_response", "resolution")


class PolicyPart(Part):
    """A promise."""

    key: Key
    name: Text
    when: WhenPart = WhenPart()
    first_response: Length | None = None
    next_response: Length | None = None
    resolution: Length | None = None
    calendar: Key | None = None
    """The team's unless said; `always` is round the clock."""
    pauses: list[Literal["pending", "snoozed"]] = ["pending", "snoozed"]
    """What stops the clock of the resolution."""
    warn: list[Warning_] = ["75%"]
    """Before it is due: after so much of the time, or so long before."""
    breach: list[StepPart] = [StepPart(then=["notify-assignee", "notify-lead"])]

    @model_validator(mode="after")
    def _promises_something(self) -> PolicyPart:
        if not any(getattr(self, name) for name in _PROMISED):
            raise ValueError("promises nothing: give first_response, next_response or resolution")
        return self

    def too_early(self) -> list[int]:
        """Where among the warnings those stand that are before the beginning of all that is promised."""
        longest = max(duration(text) for name in _PROMISED if (text := getattr(self, name)))
        return [place for place, one in enumerate(self.warn) if not one.endswith("%") and duration(one) >= longest]
