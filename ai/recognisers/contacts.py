"""Recognising how somebody is reached: e-mail addresses, telephone numbers, links that are meant for one person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.spans import Kind, Span

_EMAIL = re.compile(
    r"[\w.+'%-]+@[\w-]+(?:\.[\w-]+)+"
    r"|[\w.+-]+\s?[\[({](?:at|arroba|ät)[\])}]\s?[\w-]+(?:\s?(?:\.|[\[({](?:dot|punkt|punto)[\])}])\s?[\w-]+)+"
    r"|[\w.+-]+ (?:at|arroba) [\w-]+(?: (?:dot|punkt|punto) [\w-]+)+",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'\])]+[^\s<>\"'\]).,;:!?]", re.IGNORECASE)
_TELLING = re.compile(r"[?#@=]|/[^/]*\d[^/]*|/[^/]{20,}")
"""What a link has behind its host that leads to one person's page."""

_PHONE = re.compile(r"(?<![\w+/.-])(?:\+|\(\+?|00(?=[1-9]))?\d[\d\s().\-/–]{4,22}\d(?!\w|[-/.]\d)")
_CUED = re.compile(
    r"\b(?:phone|tele?(?:ph|f)ono?n?|tel|telefonnummer|mobile?|mobil(?:nummer|telefon)?|cell|call(?: me)?|ring(?: me)?"
    r"|reach me|text me|fax|handy(?:nummer)?|anrufen|ruf(?:en)?|r[üu]ckruf(?:nummer)?|erreichbar|durchwahl|m[óo]vil"
    r"|tel[ée]fono|tfno|ll[áa]m(?:ar|a|e|en)(?:me)?|n[úu]mero|nummer|number|whatsapp|sms|contact|kontakt)\b"
    r"[^\d\n+(]{0,40}$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r",?\s?(?:ext(?:ension|\.)?|x|durchwahl|dw|apparat|app\.|extensi[óo]n|int\.?)\.?\s?\d{2,6}", re.IGNORECASE
)
_DATE_LIKE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_TIMES = re.compile(r"\d{1,2}[.:]\d{2}\s?[-–]\s?\d{1,2}[.:]\d{2}")
_GROUPED = re.compile(
    r"\(?\d{3}\)?[\s.-]?\d{3}[\s.-]\d{4}|\d{3}-\d{4}|[6789]\d{2}(?:[\s.-]?\d{3}){2}|[6789]\d{2}(?:[\s.-]\d{2}){3}"
    r"|\(\d{2,5}\)[\s.-]?\d{3}[\s.-]?\d{3,4}|9\d(?:[\s.-]\d{3}){1}(?:[\s.-]\d{2}){2}|9\d[\s.-]\d{3}[\s.-]\d{4}"
)
"""As telephone numbers are written where none starts with a zero: North America, Spain."""


def emails(text: str) -> Iterator[Span]:
    """Addresses, also those that are spelt out."""
    for found in _EMAIL.finditer(text):
        yield Span(found.start(), found.end(), Kind.EMAIL)


def links(text: str) -> Iterator[Span]:
    """Links with a token, a number or a long path; a plain page of a site tells nothing."""
    for found in _LINK.finditer(text):
        behind = re.sub(r"^(?:https?://)?[^/?#]*", "", found[0], flags=re.IGNORECASE)
        if _TELLING.search(behind) or "@" in found[0]:
            yield Span(found.start(), found.end(), Kind.LINK)


def phones(text: str) -> Iterator[Span]:
    """Numbers that are written like one of a telephone, and any longer one that is said to be one."""
    for found in _PHONE.finditer(text):
        written = found[0]
        digits = sum(sign.isdigit() for sign in written)
        if not 6 <= digits <= 15 or _DATE_LIKE.search(written) or _TIMES.search(written):
            continue
        starts = written.startswith(("+", "00", "(+")) or (written.lstrip("(").startswith("0") and digits >= 7)
        cued = _CUED.search(text, max(0, found.start() - 60), found.start()) is not None
        if starts or cued or _GROUPED.fullmatch(written):
            further = _EXTENSION.match(text, found.end())
            yield Span(found.start(), further.end() if further else found.end(), Kind.PHONE)
