"""Which kinds of things in a mail tell who somebody is, as the recognisers find them."""

from __future__ import annotations

import re

from ai import recognisers
from ai.local.words import readable
from ai.recognisers.names import Names
from ai.spans import Kind

_NOT_PRIVATE = frozenset((Kind.LINK, Kind.MARK))
_FEW_WORDS = 6
"""A line of so few words greets or signs: the name in it is that of the sender or of staff."""
_LINE = re.compile(r"[^\n]+")
_ENDLESS = re.compile(r"\S{200,}")
"""No word, and slow to look through."""


def kinds(text: str) -> tuple[str, ...]:
    """Each kind once, in alphabetical order. A name counts where something is said about whoever bears it."""
    plain = _ENDLESS.sub(" ", readable(text))
    short = [line.span() for line in _LINE.finditer(plain) if len(line.group().split()) <= _FEW_WORDS]
    found = {
        span.kind
        for span in recognisers.find(plain, Names())
        if span.kind not in _NOT_PRIVATE
        and not (span.kind is Kind.NAME and any(start <= span.start < end for start, end in short))
    }
    return tuple(sorted(kind.value for kind in found))
