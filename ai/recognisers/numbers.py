"""Recognising what is left: any long number may be somebody's, whatever it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.spans import Kind, Span

_LONG = re.compile(
    r"(?<![\w.,:/-])(?:[A-ZÄÖÜ]{1,5}[ ./-]?)?[A-Z]{0,4}\d[A-Z0-9]*"
    r"(?:[ ./-][A-Z]{0,4}\d[A-Z0-9]*|[ ./-][A-Z]{1,3}(?=[ /-]\d))*"
    r"(?:[ -]?[A-Z]{1,3})?(?![\w]|[.,:]\d)"
)
_ENOUGH = 5
_TIME = re.compile(
    r"(?:0?[1-9]|1[0-2])\s?[./-]\s?(?:19|20)\d{2}|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})|(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}"
    r"|(?:19|20)\d{2}\s?[-/]\s?(?:19|20)?\d{2}(?:[-/]\d{1,2})?"
)
_PRESSURE = re.compile(r"(?:\d{2,3}/\d{2,3}[ -]?)+")
_MEASURED = re.compile(
    r"\s?(?:%|€|\$|£|(?:euros?|eur|usd|gbp|chf|dollars?|pounds?|francs?|franken|mg|µg|mcg|g|kg|ml|l|iu|i\.e\.|ie|ui"
    r"|units?|einheiten|unidades|mmol|steps|schritte|pasos|/\s?[µu]l|km|kcal|years?|jahren?|años)\b)",
    re.IGNORECASE,
)
_PAID = re.compile(r"(?:[€$£]|\b(?:EUR|USD|GBP|CHF))\s?$")


def find(text: str) -> Iterator[Span]:
    """Five digits and more that are no date, no amount and no measure."""
    for found in _LONG.finditer(text):
        digits = sum(sign.isdigit() for sign in found[0])
        if digits < _ENOUGH or _TIME.fullmatch(found[0]) or _PRESSURE.fullmatch(found[0]):
            continue
        if not _MEASURED.match(text, found.end()) and not _PAID.search(text, max(0, found.start() - 5), found.start()):
            yield Span(found.start(), found.end(), Kind.RECORD)
