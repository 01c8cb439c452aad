"""Recognising bank accounts and payment cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.recognisers import checksums
from ai.spans import Kind, Span

_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_CUED = re.compile(
    r"\b(?:iban|account(?: (?:number|no\.?))?|konto(?:nummer|-nr\.?)?|cuenta|ccc|card(?: number)?|kreditkarte"
    r"|kartennummer|tarjeta(?: de cr[ée]dito)?|sort code|routing(?: number)?|blz)\b[^\d\n]{0,25}$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?<![\w-])\d(?:[ -]?\d){5,19}(?![\w-])")


def find(text: str) -> Iterator[Span]:
    """Those whose checksum is right, and any long number that is said to be one."""
    for found in _IBAN.finditer(text):
        written = re.sub(r"[ -]", "", found[0]).upper()
        if checksums.iban(written) or (written[:2].isalpha() and _is_cued(text, found)):
            yield Span(found.start(), found.end(), Kind.ACCOUNT)
    for found in _CARD.finditer(text):
        if checksums.luhn(re.sub(r"[ -]", "", found[0])):
            yield Span(found.start(), found.end(), Kind.ACCOUNT)
    for found in _PLAIN.finditer(text):
        if _is_cued(text, found):
            yield Span(found.start(), found.end(), Kind.ACCOUNT)


def _is_cued(text: str, found: re.Match[str]) -> bool:
    return _CUED.search(text, max(0, found.start() - 45), found.start()) is not None
