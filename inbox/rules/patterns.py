"""Regular expressions that somebody wrote down, searched for in mail that anybody wrote: never for long."""

from __future__ import annotations

from functools import lru_cache

import regex

_PATIENCE, _PATIENCE_AT_READING = 0.1, 0.5
"""Seconds; a file is not refused because the machine is busy just now."""
_LONGEST_TEXT = 100_000
_MOST_REPEATED = 10_000
"""So often counted repetitions may multiply: within one step of such a one, no clock is looked at."""
_COUNTED = regex.compile(r"\{(\d*),?(\d*)\}")
_SET = regex.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]?", regex.DOTALL)
_EACH = "~ abcdefghijklmnopqrstuvwxyz 0123456789 .,:;!?@-_/()!!"
"""Follows each probe: a search ends at once where a letter that must come is nowhere in the text."""
_PROBES = tuple(part * (2_000 // len(part)) + _EACH for part in ("a", "x", "0", " ", "ab1 ", "a@", "word, "))


class TooSlow(Exception):
    """A pattern takes too long on a text; the text of the error is the pattern."""


@lru_cache(maxsize=512)
def compiled(pattern: str) -> regex.Pattern[str]:
    """A pattern that tells no capital letters from small ones. Raises ValueError."""
    try:
        return regex.compile(pattern, regex.IGNORECASE)
    except regex.error as error:
        raise ValueError(f"is no regular expression: {error}") from None


def found(pattern: str, text: str, *, patience: float = _PATIENCE) -> bool:
    """Whether it occurs in a text. Raises TooSlow."""
    try:
        return compiled(pattern).search(text[:_LONGEST_TEXT], timeout=patience) is not None
    except TimeoutError:
        raise TooSlow(pattern) from None


@lru_cache(maxsize=512)
def is_slow(pattern: str) -> bool:
    """Whether it takes too long already on text as it may well come."""
    if _repeated(pattern) > _MOST_REPEATED:
        return True
    try:
        for probe in _PROBES:
            found(pattern, probe, patience=_PATIENCE_AT_READING)
    except TooSlow:
        return True
    return False


def _repeated(pattern: str) -> int:
    """How often the innermost part is repeated at most, as far as repetitions are counted, like {1,50} of {1,50}."""
    most, last, at = [1], 1, 0
    while at < len(pattern):
        counted = _COUNTED.match(pattern, at)
        part = _SET.match(pattern, at)
        sign = pattern[at]
        if counted:
            last *= max(int(number or 1) for number in counted.groups())
        elif sign == "(":
            most.append(1)
        elif sign == ")" and len(most) > 1:
            last = most.pop()
        elif sign not in "?*+":
            last = 1
        most[-1] = max(most[-1], last)
        at = counted.end() if counted else part.end() if part else at + (2 if sign == "\\" else 1)
    return max(most)
