"""Looking at long texts piece by piece, so that no text, however it was made, takes patterns longer than its length."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WIDTH, _OVERLAP = 1200, 250
_RUN = re.compile(r"\S{120,}")
"""No word, no address and no number is that long; links are."""


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Where something stands without a blank in it that is no word of a letter."""
    for found in _RUN.finditer(text):
        yield found.span()


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Overlapping pieces with where they begin, in which runs are blank. What is found at all is whole in one."""
    plain = _RUN.sub(lambda found: " " * len(found[0]), text)
    start = 0
    while True:
        end = _pause(plain, start + _WIDTH)
        yield start, plain[start:end]
        if end >= len(plain):
            return
        start = _pause(plain, end - _OVERLAP)


def _pause(text: str, near: int) -> int:
    """The next place at which a line or at least a word begins."""
    if near >= len(text):
        return len(text)
    for sign in ("\n", " "):
        found = text.find(sign, near, near + 100)
        if found >= 0:
            return found + 1
    return near
