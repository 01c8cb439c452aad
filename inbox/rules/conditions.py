"""Whether conditions hold for what is known of a conversation and a mail, and which of them decided."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from inbox.configuration.rule_parts import ConditionPart
from inbox.rules import patterns

_LONGEST = 120
_SPACE = re.compile(r"\s+")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Where a word may be broken, and the like: nobody sees it, and nobody writes it into a rule."""


@dataclass(frozen=True)
class Facts:
    """What conditions look at: the values of each field, none where there is none."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_business_time: bool = True

    def of(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.values.get(name, ()) if value)


@dataclass(frozen=True)
class Verdict:
    """Whether it holds, and the conditions that decided, each with how it stands."""

    holds: bool
    because: tuple[str, ...] = ()


def check(one: ConditionPart, facts: Facts) -> Verdict:
    """Look at a condition. Raises patterns.TooSlow."""
    if one.all is not None:
        return _all(one.all, facts)
    if one.any is not None:
        return _any(one.any, facts)
    if one.not_ is not None:
        inner = check(one.not_, facts)
        return Verdict(not inner.holds, inner.because)
    if one.hours is not None:
        return _leaf(f"hours are {one.hours}", facts.is_business_time is (one.hours == "business"))
    return _field(one, facts)


def _all(parts: list[ConditionPart], facts: Facts) -> Verdict:
    """One that does not hold decides; else all of them."""
    because: list[str] = []
    for part in parts:
        verdict = check(part, facts)
        if not verdict.holds:
            return verdict
        because += verdict.because
    return Verdict(True, tuple(because))


def _any(parts: list[ConditionPart], facts: Facts) -> Verdict:
    """One that holds decides; else all of them."""
    because: list[str] = []
    for part in parts:
        verdict = check(part, facts)
        if verdict.holds:
            return verdict
        because += verdict.because
    return Verdict(False, tuple(because))


def _field(one: ConditionPart, facts: Facts) -> Verdict:
    """Capital and small letters are the same; of a field with several values one is enough."""
    name = one.field or ""
    values = facts.of(name)
    operator = next(each for each in _COMPARED if getattr(one, each) is not None)
    said = getattr(one, operator)
    wanted = said if isinstance(said, list) else [said]
    told = "" if operator == "is_empty" else f" {', '.join(wanted)}"
    holds = (not values) is said if operator == "is_empty" else _COMPARED[operator](values, wanted)
    words = ("is empty" if said else "is not empty") if operator == "is_empty" else operator.replace("_", " ")
    return _leaf(f"{name} {words}{told}", holds)


def _leaf(said: str, holds: bool) -> Verdict:
    return Verdict(holds, (f"{said[:_LONGEST]}: {'yes' if holds else 'no'}",))


def _contains(values: tuple[str, ...], wanted: list[str]) -> bool:
    said = [phrase for phrase in map(_read, wanted) if phrase]
    return any(phrase in value for value in map(_read, values) for phrase in said)


def _equals(values: tuple[str, ...], wanted: list[str]) -> bool:
    known = {_read(one).strip() for one in wanted}
    return any(_read(value).strip() in known for value in values)


def _matches(values: tuple[str, ...], wanted: list[str]) -> bool:
    return any(patterns.found(_written(one), _written(value)) for one in wanted for value in values)


def _read(text: str) -> str:
    """As a person reads it: where a line was broken or a letter was put together of two is all the same."""
    return _SPACE.sub(" ", _written(text).casefold())


def _written(text: str) -> str:
    """In one way of writing of the several that look the same."""
    return unicodedata.normalize("NFC", text.translate(_UNSEEN))


_COMPARED: dict[str, Callable[[tuple[str, ...], list[str]], bool]] = {
    "contains": _contains, "equals": _equals, "one_of": _equals, "matches": _matches,
    "is_empty": lambda values, _: not values,
}  # fmt: skip
