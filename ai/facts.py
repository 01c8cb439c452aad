"""Numbers, dates, times, weekdays and addresses in a text, each with what it can mean however it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ai.spoken import DAYS, NUMBERS

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jän jänner enero ene",
            "february feb februar febrero",
            "march mar märz mär mrz marzo",
            "april apr abril abr",
            "may mai mayo",
            "june jun juni junio",
            "july jul juli julio",
            "august aug agosto ago",
            "september sep sept septiembre setiembre",
            "october oct oktober okt octubre",
            "november nov noviembre",
            "december dec dezember dez diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mondays montag montags lunes",
            "tuesday tuesdays dienstag dienstags martes",
            "wednesday wednesdays mittwoch mittwochs miércoles miercoles",
            "thursday thursdays donnerstag donnerstags jueves",
            "friday fridays freitag freitags viernes",
            "saturday saturdays samstag samstags sonnabend sonnabends sábado sabado sábados",
            "sunday sundays sonntag sonntags domingo domingos",
        )
    )
    for name in names.split()
}


def _any(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_LINK = re.compile(
    r"(?i)\b(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>\"')\]]+|\b(?:javascript|data|vbscript|tel|mailto):[^\s<>\"')\]]+|"
    r"(?<![\w.-])(?:[\w-]{1,63}\.){1,8}"
    r"(?:com|org|net|info|io|eu|de|es|at|ch|uk|us|fr|it|nl|pl|pt|tr|ru|cn|biz|app|dev|xyz|top|site|online|link|click|me|"
    r"co|ly|example|test)\b(?:[/?#:][^\s<>\"')\]]*)?|"
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:[/:][^\s<>\"')\]]*)"
)
_ADDRESS = re.compile(r"(?i)(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?")
"""A place is the same with or without it."""
_NAMED_DATE = re.compile(
    rf"(?i)\b(?P<d>\d{{1,2}}|(?:{_any(DAYS)})(?=\s))(?:st|nd|rd|th|\.|º)?\s*(?:of\s+|de\s+|del\s+)?(?P<m>{_any(_MONTHS)})\b\.?"
    rf"(?:,?\s*(?:de[l]?\s+)?(?P<y>\d{{4}}))?"
    rf"|\b(?P<m2>{_any(_MONTHS)})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(?P<y2>\d{{4}}))?"
)
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SHORT_DATE = re.compile(
    r"(?<![\d.,/])(\d{1,2})([./-])\s?(\d{1,2})\2(?:\s?(\d{4}|\d{2}))?(?![\d/])|"
    r"(?<![\d.,/])(\d{1,2})/(\d{1,2})(?![\d/])"
)
_TIME = re.compile(
    r"(?i)(?<![\d.,:])(?P<h>\d{1,2})(?:[:.h](?P<m>\d{2}))?\s*(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?)"
    r"|(?<![\d.,:])(?P<h2>\d{1,2}):(?P<m2>\d{2})(?![\d:])"
    r"|(?<![\d.,:])(?P<h3>\d{1,2})(?:[.:h](?P<m3>\d{2}))?\s*(?:uhr\b|h\b|o'clock\b|horas\b)"
    r"|(?:(?<=\bat )|(?<=\bum )|(?<=\bgegen )|(?<=\ba las )|(?<=\ba la ))"
    r"(?P<h4>\d{1,2})\b(?![.,:/]?\d|\s*(?:%|€|\$|euros?\b|dollars?\b))"
)
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d{2,5}\)?(?:[\s/-]+\(?\d{2,8}\)?){1,5}(?![\w.,]?\d)")
_MIXED = re.compile(
    r"\b(?=\w{0,60}[a-zA-Z])(?=\w{0,60}[\u0370-\u052f])(?!\u03bc[a-zA-Z]\b)\w+(?:[.@/:-]\w+)*", re.UNICODE
)
"""Letters of several scripts in one word: somebody wants it to look like another. A micro sign is no such thing."""
_WEEKDAY = re.compile(rf"(?i)\b(?:{_any(_WEEKDAYS)})\b")
_CODE = re.compile(r"\b(?=[A-Z-]{0,60}\d)(?=[\d-]{0,60}[A-Z])[A-Z0-9](?:[A-Z0-9-]{0,60}[A-Z0-9])\b")
_NUMBER = re.compile(r"(?<![\w])\d+(?:[.,’'\u00a0\u202f ](?:\d{3})(?!\d))*(?:[.,]\d+)?(?![\d])")
_NUMBER_WORD = re.compile(rf"(?i)\b(?:{_any(NUMBERS)})\b")
_LIST_MARK = re.compile(r"(?m)^[^\S\n]*\d{1,2}[.)]\s")


@dataclass(frozen=True)
class Fact:
    """Something that is true or false. Two facts can be the same when they share a meaning."""

    start: int
    end: int
    kind: str
    """link, address, date, time, weekday or number."""
    meanings: frozenset[tuple[object, ...]]


def found(text: str) -> list[Fact]:
    """All of them, in their order; what belongs to a date is no number besides."""
    taken = bytearray(len(text))
    for match in _LIST_MARK.finditer(text):
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    facts = [fact for find in _FINDERS for fact in _free(find(text), taken)]
    return sorted(facts, key=lambda fact: fact.start)


def _free(facts: Iterator[Fact], taken: bytearray) -> Iterator[Fact]:
    """Those on places where none was found before; their places are taken from then on."""
    for fact in facts:
        if not any(taken[fact.start : fact.end]):
            taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
            yield fact


def _plain(pattern: re.Pattern[str], kind: str) -> Callable[[str], Iterator[Fact]]:
    def find(text: str) -> Iterator[Fact]:
        for match in pattern.finditer(text):
            said = match.group().rstrip(".,;:/")
            meaning = (kind, _SCHEME.sub("", said.casefold()))
            yield Fact(match.start(), match.start() + len(said), kind, frozenset({meaning}))

    return find


def _dates(text: str) -> Iterator[Fact]:
    for match in _ISO_DATE.finditer(text):
        year, month, day = map(int, match.groups())
        yield from _date(match, [(month, day)], year)
    for match in _NAMED_DATE.finditer(text):
        pair = (_MONTHS[(match["m"] or match["m2"]).casefold()], _day(match["d"] or match["d2"]))
        yield from _date(match, [pair], _year(match["y"] or match["y2"]))
    for match in _SHORT_DATE.finditer(text):
        first, second = (match[1], match[3]) if match[1] else (match[5], match[6])
        pair = (int(first), int(second))
        yield from _date(match, [pair[::-1], pair], _year(match[4]))


def _day(written: str) -> int:
    return int(written) if written.isdecimal() else DAYS[written.casefold()]


def _year(written: str | None) -> int | None:
    """Of two digits those that are nearer: 85 is in the last century."""
    if not written:
        return None
    year = int(written)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _date(match: re.Match[str], pairs: list[tuple[int, int]], year: int | None) -> Iterator[Fact]:
    """A date without a year can be one of any year."""
    fitting = [(month, day) for month, day in pairs if 1 <= month <= 12 and 1 <= day <= 31]
    if fitting:
        meanings = frozenset(("date", month, day, year) for month, day in fitting)
        yield Fact(match.start(), match.start() + len(match.group().rstrip(" .")), "date", meanings)


def _times(text: str) -> Iterator[Fact]:
    for match in _TIME.finditer(text):
        hour = int(match["h"] or match["h2"] or match["h3"] or match["h4"])
        minute = int(match["m"] or match["m2"] or match["m3"] or 0)
        if hour > 24 or minute > 59:
            continue
        half = (match["half"] or "").casefold()
        hours = {hour % 12 + (12 if half.startswith("p") else 0)} if half else {hour}
        yield Fact(match.start(), match.end(), "time", frozenset(("time", one, minute) for one in hours))


def _weekdays(text: str) -> Iterator[Fact]:
    for match in _WEEKDAY.finditer(text):
        meaning = ("weekday", _WEEKDAYS[match.group().casefold()])
        yield Fact(match.start(), match.end(), "weekday", frozenset({meaning}))


def _phones(text: str) -> Iterator[Fact]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) >= 6 and not re.fullmatch(r"\d{1,3}([ ]\d{3})+", match.group()):
            yield Fact(match.start(), match.end(), "number", frozenset({("digits", digits.lstrip("0"))}))


def _codes(text: str) -> Iterator[Fact]:
    for match in _CODE.finditer(text):
        yield Fact(match.start(), match.end(), "number", frozenset({("code", match.group().replace("-", ""))}))


def _numbers(text: str) -> Iterator[Fact]:
    for match in _NUMBER.finditer(text):
        yield Fact(match.start(), match.end(), "number", frozenset(_values(match.group())))
    for match in _NUMBER_WORD.finditer(text):
        value = float(NUMBERS[match.group().casefold()])
        yield Fact(match.start(), match.end(), "number", frozenset({("number", value)}))


def _values(written: str) -> Iterator[tuple[object, ...]]:
    """What a number can mean: 1.250 is a thousand and more in one country, one and a quarter in another."""
    plain = re.sub(r"[’'\u00a0\u202f ]", "", written)
    yield "digits", re.sub(r"\D", "", written).lstrip("0")
    if clock := re.fullmatch(r"(\d{1,2})\.(\d{2})", plain):
        yield "time", int(clock[1]), int(clock[2])
    for decimal, thousands in ((".", ","), (",", ".")):
        whole, _, fraction = plain.partition(decimal)
        is_grouped = re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+|\d+", whole) is not None
        if is_grouped and (fraction.isdigit() or not fraction):
            yield "number", float(f"{whole.replace(thousands, '')}.{fraction or 0}")


_FINDERS: tuple[Callable[[str], Iterator[Fact]], ...] = (
    _plain(_ADDRESS, "address"), _plain(_LINK, "link"), _plain(_MIXED, "link"), _dates, _times, _weekdays, _phones,
    _codes, _numbers,
)  # fmt: skip
