"""Passages of a text that tell who somebody is, each with its kind."""

from __future__ import annotations

import enum
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple


class Kind(enum.StrEnum):
    """What a passage tells."""

    NAME = "name"
    BIRTH = "date-of-birth"
    RECORD = "record-number"
    PHONE = "phone"
    EMAIL = "e-mail"
    ADDRESS = "address"
    INSURANCE = "insurance-number"
    NATIONAL_ID = "national-id"
    ACCOUNT = "account"
    LINK = "link"
    MARK = "mark"
    """Looks like a placeholder of ours, but stands in the mail."""


class Span(NamedTuple):
    """Where a passage stands."""

    start: int
    end: int
    kind: Kind


def apart(spans: Iterable[Span]) -> list[Span]:
    """In the order of the text, none over another: what was found first says the kind, and takes in whatever overlaps
    it later. Rather too much is taken out than half of a name or a number.
    """
    kept: list[tuple[Span, int]] = []  # in the order of the text, with the place in the order of finding
    for rank, span in enumerate(spans):
        first = bisect_right(kept, span.start, key=lambda one: one[0].end)
        last = bisect_left(kept, span.end, lo=first, key=lambda one: one[0].start)
        touching = kept[first:last]
        start = min([span.start, *(one.start for one, _ in touching)])
        end = max([span.end, *(one.end for one, _ in touching)])
        earliest, place = min(touching, key=lambda one: one[1], default=(span, rank))
        kept[first:last] = [(Span(start, end, earliest.kind), place)]
    return [span for span, _ in kept]
