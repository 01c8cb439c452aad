"""Regular expressions that somebody wrote down, searched for in mail that anybody wrote: never for long."""

from __future__ import annotations

from functools import lru_cache

import regex

_PATIENCE = 0.1
"""Seconds."""
_LONGEST_TEXT = 100_000
_PROBES = ("a" * 2_000 + "!", "0" * 2_000 + "!", " " * 2_000 + "!", "ab1 " * 500 + "!", "a@" * 1_000, "x" * 40 + "y\n")


class TooSlow(Exception):
    """A pattern takes too long on a text; the text of the error is the pattern."""


@lru_cache(maxsize=512)
def compiled(pattern: str) -> regex.Pattern[str]:
    """A pattern that tells no capital letters from small ones. Raises ValueError."""
    try:
        return regex.compile(pattern, regex.IGNORECASE)
    except regex.error as error:
        raise ValueError(f"is no regular expression: {error}") from None


def found(pattern: str, text: str) -> bool:
    """Whether it occurs in a text. Raises TooSlow."""
    try:
        return compiled(pattern).search(text[:_LONGEST_TEXT], timeout=_PATIENCE) is not None
    except TimeoutError:
        raise TooSlow(pattern) from None


@lru_cache(maxsize=512)
def is_slow(pattern: str) -> bool:
    """Whether it takes too long already on text as it may well come."""
    try:
        for probe in _PROBES:
            found(pattern, probe)
    except TooSlow:
        return True
    return False
