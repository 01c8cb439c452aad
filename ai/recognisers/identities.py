"""Recognising numbers that stand for one person: national ids, insurance numbers, record numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ai.recognisers import checksums
from ai.spans import Kind, Span

_EDGE, _END = r"(?<![\w/.-])", r"(?![\w/-]|\.\d)"


class _Form(NamedTuple):
    """How a number is written, and how it proves itself where others look alike."""

    kind: Kind
    pattern: re.Pattern[str]
    proof: Callable[[str], bool] | None = None


def _form(kind: Kind, pattern: str, proof: Callable[[str], bool] | None = None) -> _Form:
    return _Form(kind, re.compile(_EDGE + pattern + _END), proof)


_FORMS = (
    _form(Kind.NATIONAL_ID, r"(?!000|666|9)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}"),
    _form(Kind.NATIONAL_ID, r"\d{3}[ -]?\d{3}[ -]?\d{4}", checksums.nhs),
    _form(Kind.NATIONAL_ID, r"[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]"),
    _form(Kind.NATIONAL_ID, r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}", checksums.tax_id),
    _form(Kind.NATIONAL_ID, r"\d{2}\.?\d{3}\.?\d{3}[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]"),
    _form(Kind.NATIONAL_ID, r"[XYZxyz][ -]?\d{7}[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]"),
    _form(Kind.NATIONAL_ID, r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}", checksums.ean),
    _form(Kind.INSURANCE, r"[A-Z] ?\d{3} ?\d{3} ?\d{3}", checksums.health_insurance),
    _form(Kind.INSURANCE, r"\d{2} ?\d{6} ?[A-Z] ?\d{3}", checksums.pension_insurance),
    _form(Kind.INSURANCE, r"\d{2}[ /-]?\d{8}[ /-]?\d{2}", checksums.social_security_es),
    _form(Kind.INSURANCE, r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?"
                          r"[AC-HJKMNP-RT-Y]{2}\d{2}"),
    _form(Kind.RECORD, r"[A-Z]{1,5}[-/]\d{4,10}(?:[-/]\d{1,6})?"),
    _form(Kind.RECORD, r"[A-Z]{2,5}\d{5,10}"),
)  # fmt: skip
"""Numbers that can be told by themselves, the surest first."""

_NUMBER = r"(?:number|no|nr|num|n[úu]mero|n[º°.]|nummer|id|#)\.?"
_OF_NATION = (
    rf"ssn|social security(?: {_NUMBER})?|nhs(?: {_NUMBER})?|nino?|national (?:insurance|id)(?: {_NUMBER})?"
    rf"|passport(?: {_NUMBER})?|driv(?:er'?s|ing) licen[cs]e(?: {_NUMBER})?|steuer-?id(?:entifikationsnummer)?"
    rf"|steuer(?:nummer|-nr\.?)|id-?nr\.?|personalausweis(?:nummer|-nr\.?)?|(?:reise)?pass(?:nummer|-nr\.?)?"
    rf"|ausweis(?:nummer|-nr\.?)?|d\.?n\.?i\.?|n\.?i\.?[ef]\.?|pasaporte|ahv(?:-nummer|-nr\.?)?|svnr|medical card"
    rf"|sozialversicherungsnummer"
)
_OF_INSURANCE = (
    rf"(?:health )?insurance(?: (?:policy|member|card))?(?: {_NUMBER})?|policy(?: {_NUMBER})?"
    rf"|member(?:ship)?(?: {_NUMBER})|group {_NUMBER}|subscriber(?: {_NUMBER})?|medicare(?: {_NUMBER})?"
    rf"|medicaid(?: {_NUMBER})?|mbi|(?:kranken|renten|sozial)?versicher(?:ungs|ten)(?:nummer|-?nr\.?|-id)|kvnr|rvnr"
    rf"|vers\.?-?nr\.?|(?:versicherungs)?police(?:n(?:nummer|-?nr\.?))?(?: {_NUMBER})?"
    rf"|mitglieds(?:nummer|-?nr\.?)|gesundheitskarte|krankenkasse|p[óo]liza(?: {_NUMBER})?"
    rf"|(?:asegurad[oa]|afiliaci[óo]n|afiliad[oa])(?: {_NUMBER})?|tarjeta sanitaria(?: {_NUMBER})?|cip|nuss|naf"
    rf"|(?:mutua|seguro|aseguradora)(?: (?:m[ée]dico|de salud))?(?: {_NUMBER})?|seguridad social"
)
_OF_RECORD = (
    rf"m\.?r\.?n\.?|acc(?:oun)?t\.?(?: {_NUMBER})?"
    rf"|(?:medical |patient |hospital |health )?(?:record|chart|file|case|reference|ref|booking|invoice"
    rf"|order|accession|claim|referral|prescription|lab|test|sample|appointment)s?(?: {_NUMBER})?"
    rf"|(?:patient|hospital|account|customer|client|ticket)(?: {_NUMBER})"
    rf"|pat(?:ienten?|\.)?-?(?:nummer|nr\.?|id)|(?:fall|akten?|befund|auftrags|rechnungs|kunden|vorgangs|buchungs"
    rf"|proben|rezept|labor|termin|[üu]berweisungs|vertrags)-?(?:nummer|nr\.?|zeichen|id)|az\.?|aktenzeichen|akte"
    rf"|rechnung(?: {_NUMBER})?|befund(?: {_NUMBER})?"
    rf"|(?:n[º°.]{{1,2}}|n[úu]m(?:ero|\.)?) (?:de )?(?:historia(?: cl[íi]nica)?|paciente|expediente|caso|factura"
    rf"|pedido|cita|referencia|informe|muestra)|(?:historia(?: cl[íi]nica)?|expediente|factura|referencia|nhc"
    rf"|paciente|caso|informe|pedido|muestra|volante)(?: {_NUMBER})?"
)
_VALUE = (
    r"(?:[\s:=#,-]|\b(?:is|was|lautet|ist|war|es|ends?|starts?|with|mit|der|die|das|no|nr|number|nummer|n[úu]mero"
    r"|n[º°]|my|meine|mi|de|del|la|el|card|the|bei|of|from)\b[.:]?|\([\w .-]{2,20}\)|\.\s){0,5}?"
    r"(?P<value>(?:(?-i:[A-ZÄÖÜ]{1,5}[ ./-]?)|[A-Z]{1,5}(?=\d))?\d(?:[A-Z0-9]|[ ./-](?=[A-Z0-9]*\d)){2,22}"
    r"(?-i:[ -]?[A-Z]{1,3})?(?!\w)"
    r"|(?=[A-Z]*\d)[A-Z0-9]{4,16}|(?=[A-Z0-9/-]*\d)[A-Z0-9]{2,6}(?:[-/][A-Z0-9]{2,10}){1,4})(?![\w])"
)
_CUED = tuple(
    (kind, re.compile(rf"(?<!\w)(?:{cues})(?!\w){_VALUE}", re.IGNORECASE))
    for kind, cues in (
        (Kind.NATIONAL_ID, _OF_NATION), (Kind.INSURANCE, _OF_INSURANCE), (Kind.RECORD, _OF_RECORD),
    )
)  # fmt: skip
_NO_NUMBER = re.compile(
    r"(?:[0-2]?\d|3[01])[./-](?:0?\d|1[0-2])[./-]\d{2,4}|(?:0?\d|1[0-2])[./-](?:[0-2]?\d|3[01])[./-]\d{2,4}"
    r"|\d{1,2}[:.]\d{2}|(?:19|20)\d{2}|\d{4}-\d{2}-\d{2}|\d+(?:[.,]\d+)?\s?[a-z%€$£]*"
)
"""Dates, times, years and amounts behind a word like `case` or `order`."""
_SHORT = 4


def find(text: str) -> Iterator[Span]:
    """By what is said of a number first, then by its form."""
    for kind, pattern in _CUED:
        for found in pattern.finditer(text):
            start, end = found.span("value")
            value = text[start:end].strip()
            digits = sum(sign.isdigit() for sign in value)
            if _is_short(text, start, value) or (digits >= _SHORT and not _is_something_else(value)):
                yield Span(start, start + len(text[start:end].rstrip()), kind)
    for kind, form, proof in _FORMS:
        for found in form.finditer(text):
            if proof is None or proof(re.sub(r"[^\w]", "", found[0]).upper()):
                yield Span(found.start(), found.end(), kind)


def _is_short(text: str, start: int, value: str) -> bool:
    """Four figures that are no year, behind a sign that says that they are a number."""
    is_year = value.startswith(("19", "20"))
    return len(value) == _SHORT and value.isdigit() and not is_year and text[:start].rstrip().endswith(("#", ":"))


def _is_something_else(value: str) -> bool:
    plain = _NO_NUMBER.fullmatch(value)
    return plain is not None and not (value.isdigit() and len(value) > _SHORT)
