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
    """In the order of the text, none over another: the one that was found first wins, and takes in what touches it
    of the same kind.
    """
    kept: list[Span] = []
    for span in spans:
        touching = [one for one in kept if one.start < span.end and span.start < one.end]
        if not touching:
            kept.append(span)
        elif all(one.kind is span.kind for one in touching):
            kept = [one for one in kept if one not in touching]
            start = min(span.start, *(one.start for one in touching))
            kept.append(Span(start, max(span.end, *(one.end for one in touching)), span.kind))
    return sorted(kept)
