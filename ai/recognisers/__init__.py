"""Own recognisers of what tells who somebody is: rules over English, German and Spanish mail, no model, no network."""

from __future__ import annotations

import re

from ai.recognisers import accounts, contacts, dates, identities, names, numbers, places, windows
from ai.recognisers.names import Names
from ai.spans import Kind, Span, apart

_PERSONAL = (Kind.ADDRESS, Kind.BIRTH, Kind.PHONE, Kind.EMAIL)
"""What mostly stands beside the name of whose it is."""


def find(text: str, known: Names) -> list[Span]:
    """All passages, the surest recognisers first: what one has found, none after it claims."""
    found = [Span(start, end, Kind.LINK) for start, end in windows.runs(text)]
    pattern = known.pattern()
    for at, piece in windows.pieces(text):
        found += [Span(at + start, at + end, kind) for start, end, kind in _found(piece, pattern)]
    return apart(found)


def _found(text: str, known: re.Pattern[str] | None) -> list[Span]:
    sure = apart(
        [
            *contacts.emails(text), *contacts.links(text), *accounts.find(text), *dates.find(text),
            *identities.find(text), *contacts.phones(text), *places.find(text),
        ]
    )  # fmt: skip
    beside = names.before(text, [span.start for span in sure if span.kind in _PERSONAL])
    return apart([*sure, *names.find(text, known), *beside, *numbers.find(text)])
