"""What a person typed and chose on a card, read with the meaning each widget gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationError

from addon.wire import Part, Text, Whole
from inbox.errors import Invalid
from inbox.translation import N_

_TOO_LONG = 19
"""Digits of numbers that databases do not take."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _many(value: object) -> object:
    return [value] if isinstance(value, str) else value


class _Strings(Part):
    value: Annotated[tuple[Text, ...], BeforeValidator(_many)] = ()


class _Since(Part):
    ms_since_epoch: Whole


class _Time(Part):
    hours: Whole = 0
    minutes: Whole = 0


class _Input(Part):
    """One widget's value: which of these is set depends on the kind of widget."""

    string_inputs: _Strings | None = None
    date_time_input: _Since | None = None
    date_input: _Since | None = None
    time_input: _Time | None = None


def number(text: str) -> int | None:
    """An id as cards carry it; None for anything else that may come back."""
    is_one = text.isascii() and text.isdecimal() and len(text) < _TOO_LONG
    return int(text) if is_one else None


@dataclass(frozen=True)
class Inputs:
    """A card's inputs by name. One that was left alone may be absent; a switch that is off is."""

    read_well: Mapping[str, _Input]
    garbled: frozenset[str] = frozenset()
    """Names of inputs that came in no shape we know."""

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Inputs:
        """Read what can be read; the rest is complained of by the one who asks for it."""
        read_well: dict[str, _Input] = {}
        for name, value in raw.items():
            try:
                read_well[name] = _Input.model_validate(value)
            except (ValidationError, OverflowError):
                continue
        return cls(read_well, frozenset(raw.keys() - read_well.keys()))

    @classmethod
    def of(
        cls, texts: Mapping[str, tuple[str, ...]], days: Mapping[str, date], garbled: frozenset[str] = frozenset()
    ) -> Inputs:
        """Inputs that a client sent as plain texts and days."""
        said: dict[str, Any] = {name: {"stringInputs": {"value": values}} for name, values in texts.items()}
        said |= {name: {"dateInput": {"msSinceEpoch": _milliseconds(day)}} for name, day in days.items()}
        return cls({name: _Input.model_validate(one) for name, one in said.items()}, garbled)

    def __contains__(self, name: str) -> bool:
        return name in self.read_well or name in self.garbled

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a selection or a text field; none when it was left alone."""
        found = self._input(name)
        return found.string_inputs.value if found and found.string_inputs else ()

    def text(self, name: str) -> str:
        """The one value of a field, or nothing."""
        return next(iter(self.texts(name)), "")

    def number(self, name: str) -> int:
        """The one id that was chosen from a list. Raises Invalid."""
        found = number(self.text(name))
        if found is None:
            raise Invalid(N_("Choose from the list."), field=name)
        return found

    def numbers(self, name: str) -> set[int]:
        """The ids that were chosen from a list. Raises Invalid."""
        found = {number(one) for one in self.texts(name)}
        if None in found:
            raise Invalid(N_("Choose from the list."), field=name)
        return {one for one in found if one is not None}

    def day(self, name: str) -> date | None:
        """A calendar date. It is read as it was shown and shifted by no time zone."""
        found = self._input(name)
        chosen = found and (found.date_input or found.date_time_input)
        return _moment(chosen.ms_since_epoch, name).date() if chosen else None

    def moment(self, name: str) -> datetime | None:
        """A point in time."""
        found = self._input(name)
        chosen = found and found.date_time_input
        return _moment(chosen.ms_since_epoch, name) if chosen else None

    def clock_time(self, name: str) -> time | None:
        """A time of day, from a time picker or a field that says it like 09:30."""
        found = self._input(name)
        if found and found.time_input:
            return _time(found.time_input.hours, found.time_input.minutes, name)
        hours, colon, minutes = self.text(name).partition(":")
        if not hours:
            return None
        if not (colon and hours.isdecimal() and minutes.isdecimal()):
            raise _unreadable(name)
        return _time(int(hours), int(minutes), name)

    def typed(self) -> dict[str, tuple[str, ...]]:
        """Everything that was typed or chosen, days as 2026-12-31, so that a card drawn anew can show it again."""
        chosen = {name: one.string_inputs.value for name, one in self.read_well.items() if one.string_inputs}
        return chosen | {name: (day.isoformat(),) for name in self.read_well if (day := self._readable_day(name))}

    def _readable_day(self, name: str) -> date | None:
        try:
            return self.day(name)
        except Invalid:
            return None

    def _input(self, name: str) -> _Input | None:
        if name in self.garbled:
            raise _unreadable(name)
        return self.read_well.get(name)


def _milliseconds(day: date) -> int:
    return int((datetime.combine(day, time(), tzinfo=UTC) - _EPOCH) / timedelta(milliseconds=1))


def _moment(milliseconds: int, name: str) -> datetime:
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise _unreadable(name) from None


def _time(hours: int, minutes: int, name: str) -> time:
    try:
        return time(hours, minutes)
    except ValueError:
        raise _unreadable(name) from None


def _unreadable(name: str) -> Invalid:
    return Invalid(N_("This value cannot be read. Please choose it again."), field=name)
