"""Own recognisers of what tells who somebody is: rules over English, German and Spanish mail, no model, no network."""

from __future__ import annotations

from ai.recognisers import accounts, contacts, dates, identities, names, places
from ai.recognisers.names import Names
from ai.spans import Span, apart


def find(text: str, known: Names) -> list[Span]:
    """All passages, the surest recognisers first: what one has found, none after it claims."""
    return apart(
        [
            *contacts.emails(text), *contacts.links(text), *accounts.find(text), *dates.find(text),
            *identities.find(text), *contacts.phones(text), *places.find(text), *names.find(text, known),
        ]
    )  # fmt: skip
