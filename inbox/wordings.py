"""Two wordings of an article beside each other: which lines went, which came, and what stands around them."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_AROUND = 1
"""Lines that stayed, shown before and after a change."""
_MOST_LINES = 500
"""Texts of more lines are not prose, and finding what they share takes long: the one goes, the other comes."""


class Fate(enum.Enum):
    """What became of a line."""

    STAYED = "stayed"
    WENT = "went"
    CAME = "came"
    LEFT_OUT = "left out"
    """Lines that stayed and are not shown."""


class Line(NamedTuple):
    """A line of either wording."""

    fate: Fate
    text: str


def compared(old: str, new: str) -> list[Line]:
    """What makes one text the other, with a little around it; nothing where both say the same."""
    before, after = _lines(old), _lines(new)
    if before == after:
        return []
    if max(len(before), len(after)) > _MOST_LINES:
        return [*(Line(Fate.WENT, one) for one in before), *(Line(Fate.CAME, one) for one in after)]
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    found: list[Line] = []
    for number, (step, start, end, new_start, new_end) in enumerate(steps):
        if step == "equal":
            found += _kept(before[start:end], is_first=number == 0, is_last=number == len(steps) - 1)
        else:
            found += [Line(Fate.WENT, one) for one in before[start:end]]
            found += [Line(Fate.CAME, one) for one in after[new_start:new_end]]
    return found


def _lines(text: str) -> list[str]:
    """Empty lines only keep others apart."""
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _kept(lines: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Line]:
    """The ends of what stayed, where a change lies beside them."""
    head = [] if is_first else lines[:_AROUND]
    rest = lines[len(head) :]
    tail = [] if is_last else rest[max(len(rest) - _AROUND, 0) :]
    yield from (Line(Fate.STAYED, one) for one in head)
    if len(rest) > len(tail):
        yield Line(Fate.LEFT_OUT, "")
    yield from (Line(Fate.STAYED, one) for one in tail)
