"""Passages of a text that tell who somebody is, each with its kind."""

from __future__ import annotations

import enum
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
    kept: list[Span] = []
    for span in spans:
        touching = [one for one in kept if one.start < span.end and span.start < one.end]
        for one in touching:
            kept.remove(one)
        start = min(one.start for one in (*touching, span))
        end = max(one.end for one in (*touching, span))
        kept.append(Span(start, end, touching[0].kind if touching else span.kind))
    return sorted(kept)
