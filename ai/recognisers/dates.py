"""Recognising dates of birth: a date that is said to be one, that follows a name, or that lies years back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.spans import Kind, Span

_MONTHS = (
    r"(?:jan(?:uary|uar|ner)?|feb(?:ruary|ruar)?|m(?:ar(?:ch|z)?|[äa]e?rz|[äa]r)|apr(?:il)?|may|mai|june?|juni?"
    r"|july?|juli?|aug(?:ust)?|sep(?:t(?:ember)?)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)\.?"
)
_DAY = (
    r"(?:\d{1,2}(?:st|nd|rd|th|\.|º)?|(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth"
    r"|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    r"|twentieth|thirtieth|(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(?:zwan|drei)(?:z|ß)igste[nrs]?"
    r"|(?:ers|zwei|drit|vier|fünf|sechs|sieb|ach|neun|zehn|elf|zwölf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn"
    r"|achtzehn|neunzehn)te[nrs]?|(?:zwanz|dreiß)igste[nrs]?|primero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    r"|diez|once|doce|trece|catorce|quince|diecis[ée]is|diecisiete|dieciocho|diecinueve|veinte|veinti[a-zóéú]+"
    r"|treinta(?: y uno)?)"
)
_YEAR = r"(?:19|20)\d{2}"
_DATE = re.compile(
    rf"(?<![\d.,/-])(?:"
    rf"(?P<a>{_YEAR})[-./]\d{{1,2}}[-./]\d{{1,2}}"
    rf"|\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:(?P<b>{_YEAR})|['’]?\d{{2}})"
    rf"|\d{{1,2}}\s\d{{1,2}}\s(?P<e>{_YEAR})"
    rf"|{_DAY}(?:[\s/-](?:of\s|de\s)?|(?=[a-z]{{3}}\d)){_MONTHS},?(?:[\s/-]|(?<=[a-z])(?=\d))(?:del?\s)?"
    rf"(?:(?P<c>{_YEAR})|['’]?\d{{2}})"
    rf"|{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?P<d>{_YEAR})"
    rf")(?![\d/-]|[.,:]\d)",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    rf"(?<![\w])(?:\d{{8}}|\d{{6}}|{_YEAR}|['’]\d{{2}}|{_DAY}[\s-](?:of\s|de\s)?{_MONTHS}"
    rf"|{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\.\s?\d{{1,2}}\.|{_MONTHS}(?:\sde)?\s{_YEAR}"
    rf"|\d{{1,2}}[./]\s?{_YEAR})(?!\w)",
    re.IGNORECASE,
)
"""What is a date only where a birth is spoken of."""
_BORN = re.compile(
    r"(?:\b(?:born|d\.?\s?o\.?\s?b\.?|(?:date|day|year) of birth|birth\s?-?date|birthday|geb(?:oren|\.)?|geburtsdatum"
    r"|geburtstag|geburtsjahr|jahrgang|nacid[oa]|naci[óo]|nac[íi]|nac\.|(?:fecha|d[íi]a|año) de nac(?:imiento|\.)"
    r"|cumpleaños|f\.?\s?nac\.?|f\.\s?n\.)|(?<!\w)\*)(?!\w)[^\d\n]{0,22}$",
    re.IGNORECASE,
)
_YEAR_OF = re.compile(
    r"\b(?:jahrgang|geburtsjahr|year of birth|año de nacimiento|born in|geboren|nacid[oa] en(?: el)?)[\s:]{1,3}['’]?"
    r"(?P<year>\d{2})(?!\d|[.:]\d|\s?(?:\.|[a-z]))",
    re.IGNORECASE,
)
"""Its last two figures alone."""
_BORN_AFTER = re.compile(
    r"^[^\d\n]{0,12}\b(?:geb(?:oren)?|is (?:his|her|my|their|the) (?:birthday|date of birth|dob)|date of birth|dob"
    r"|geburtsdatum|ist (?:mein|sein|ihr) geburtsdatum|es mi fecha)\b",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\b(?!(?:Mrs?|Ms|Miss|Dr|Frau|Herrn?|Sr|Sra|Dra|Dear|Hello|Hallo|Hola)\b)"
    r"[A-ZÄÖÜÁÉÍÓÚÑ][\w'’-]+ [A-ZÄÖÜÁÉÍÓÚÑ][\w'’-]+(?:, |,? \(|: )$"
)
_LONG_AGO = 2016
"""Appointments and letters are of these years; a date from before is mostly somebody's birth."""


def find(text: str) -> Iterator[Span]:
    """Dates of birth; appointments stay."""
    for found in _DATE.finditer(text):
        year = found["a"] or found["b"] or found["c"] or found["d"] or found["e"]
        if (year and int(year) < _LONG_AGO) or _is_of_birth(text, found) or _follows_name(text, found):
            yield Span(found.start(), found.end(), Kind.BIRTH)
    for found in _CLOSE.finditer(text):
        if _is_of_birth(text, found):
            yield Span(found.start(), found.end(), Kind.BIRTH)
    for found in _YEAR_OF.finditer(text):
        yield Span(*found.span("year"), Kind.BIRTH)


def _follows_name(text: str, found: re.Match[str]) -> bool:
    return _AFTER_NAME.search(text[max(0, found.start() - 50) : found.start()]) is not None


def _is_of_birth(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 50) : found.start()]
    return bool(_BORN.search(before) or _BORN_AFTER.search(text[found.end() : found.end() + 50]))
