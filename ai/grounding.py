"""What a text says that none of its sources says: numbers, dates, times, names and addresses, marked for a person.

It finds what looks made up; whether a sentence is true, it cannot tell.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ai import facts
from ai.facts import Fact
from ai.recognisers.vocabulary import FIRST_NAMES
from inbox.mail import languages

_GAP = re.compile(r"(?i)\[\s*(?:missing|fehlt|falta)\s*:[^\[\]\n]{0,200}\]")
_LEADS_ELSEWHERE = ("link", "address")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_]{1,60}(?:[-'’][^\W\d_]{1,60}){0,4}")
_TITLE = (
    r"(?:Dr|Prof|Mr|Mrs|Ms|Miss|Mx|Doctor|Nurse|Herrn?|Frau|Doktor|Schwester|Familie|Praxis|Liebe|Lieber|Hallo|Dear|"
    r"Hello|Hi|Sr|Sra|Srta|Dra|Señora?|Doctora?|Hola|Estimad[oa]|Querid[oa])\b\.?"
)
_AFTER_TITLE = re.compile(
    rf"\b{_TITLE}(?:\s+{_TITLE})*\s+(?P<name>{_CAPITALISED.pattern}(?:\s+{_CAPITALISED.pattern})*)"
)
_PAIR = re.compile(rf"{_CAPITALISED.pattern}(?:\s+{_CAPITALISED.pattern})+")
_INSIDE = re.compile(rf"(?<=[^\W_,;:)] )(?:{_CAPITALISED.pattern})|(?<=[,;:)] )(?:{_CAPITALISED.pattern})")
_EVERYDAY_WORDS = """
i dear hello hi kind best warm regards wishes yours sincerely thank thanks good morning afternoon evening mr mrs ms
miss dr prof doctor nurse team sir madam english german spanish monday tuesday wednesday thursday friday saturday
sunday january february march april may june july august september october november december please you your we our
the if it this that for on in at as to and or but so could would will can may should a an he she they there here
guten tag morgen abend sehr geehrte geehrter damen herren frau herr herrn doktor liebe lieber hallo mit freundlichen
grüßen grüße gruß beste besten viele vielen dank sie ihr ihre ihrem ihren ihrer ihnen wir praxis team montag
dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember
vormittag nachmittag eur usd gbp chf
estimado estimada estimados hola buenos buenas señor señora sr sra dra usted ustedes gracias saludos atentamente
cordial un el la los las por para con lunes martes miércoles jueves viernes sábado domingo
"""
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())
_MEDICINE = re.compile(
    r"(?i)\b[^\W\d_]{2,}(?:pril|sartan|statin[ae]?|olol|azole?|cillin|cilina|m[iy]cin[ae]?|floxacin[oa]?|azepam|oxetin[ae]?"
    r"|gliptin[ae]?|formin[ae]?|glutide?|xaban|prazole?|dipin[eo]?|profen[oe]?|solone?|thyroxine?|cetamol|mizole?)\b"
)
"""Another one than is spoken of would harm somebody."""
_NOUNS_ARE_CAPITALISED = "de"
_ENDING = re.compile(r"(?:'s|’s|s)$")


@dataclass(frozen=True)
class Mark:
    """A passage that no source bears out."""

    start: int
    end: int
    kind: str
    """link, address, date, time, weekday, number or name."""


class Grounds:
    """Sources as texts are held against them; read once, however many texts there are.

    `own` are the sources that come from us: links and mail addresses must stand there, for whoever writes in could
    have them put into an answer. None: any source will do.
    """

    def __init__(self, sources: Sequence[str], *, own: Sequence[str] | None = None, language: str = "") -> None:
        self._meant = _meanings(sources)
        self._trusted = self._meant if own is None else _meanings(own)
        self._words = {word for source in sources for word in _words(source)}
        self._language = language

    def marks(self, text: str) -> tuple[Mark, ...]:
        """The passages of a text that occur in no source, however they are written there."""
        told = facts.found(text)
        found = [
            Mark(fact.start, fact.end, fact.kind)
            for fact in told
            if not _is_borne_out(fact, self._trusted if fact.kind in _LEADS_ELSEWHERE else self._meant)
        ]
        taken = [(fact.start, fact.end) for fact in told]
        names = _names(text, self._words, self._language)
        found += [one for one in names if not any(one.start < end and start < one.end for start, end in taken)]
        gaps = [match.span() for match in _GAP.finditer(text)]
        kept = (one for one in found if one.kind in _LEADS_ELSEWHERE or not _is_within(one, gaps))
        return tuple(sorted(kept, key=lambda one: one.start))


def marks(
    text: str, sources: Sequence[str], *, own: Sequence[str] | None = None, language: str = ""
) -> tuple[Mark, ...]:  # fmt: skip
    """The same for one text."""
    return Grounds(sources, own=own, language=language).marks(text)


def _is_within(mark: Mark, places: Iterable[tuple[int, int]]) -> bool:
    return any(start <= mark.start < end for start, end in places)


def _meanings(sources: Iterable[str]) -> frozenset[tuple[object, ...]]:
    return frozenset(meaning for source in sources for fact in facts.found(source) for meaning in _implied(fact))


def _implied(fact: Fact) -> Iterator[tuple[object, ...]]:
    """What a fact means, and what follows: a date of a known year is a day of the week, and one of any year."""
    for meaning in fact.meanings:
        yield meaning
        if meaning[0] == "date":
            _, month, day, year = meaning
            yield ("day", month, day)
            if isinstance(year, int) and isinstance(month, int) and isinstance(day, int):
                weekday = _weekday(year, month, day)
                yield ("weekday", weekday)


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return datetime.date(year, month, day).weekday()
    except ValueError:
        return None  # the 31st of February


def _is_borne_out(fact: Fact, meant: frozenset[tuple[object, ...]]) -> bool:
    return any(meaning in meant or _is_same_day(meaning, meant) for meaning in fact.meanings)


def _is_same_day(meaning: tuple[object, ...], meant: frozenset[tuple[object, ...]]) -> bool:
    """A date without a year is borne out by one with, and the other way round."""
    if meaning[0] != "date":
        return False
    _, month, day, year = meaning
    return ("day", month, day) in meant if year is None else ("date", month, day, None) in meant


def _names(text: str, known: set[str], language: str) -> Iterator[Mark]:
    """Names that no source has. Where every noun has a capital, only those with a title, and several in a row."""
    found: list[tuple[int, int]] = []
    for match in _AFTER_TITLE.finditer(text):
        found.extend(_unknown(text, match.start("name"), match.end("name"), known))
    is_noun_ambiguous = (language or languages.guessed(text))[:2] == _NOUNS_ARE_CAPITALISED
    for match in _PAIR.finditer(text):
        unknown = list(_unknown(text, match.start(), match.end(), known))
        if len(unknown) > 1 or (unknown and not is_noun_ambiguous and unknown[0][0] > match.start()):
            found.extend(unknown)
    if not is_noun_ambiguous:
        for match in _INSIDE.finditer(text):
            found.extend(_unknown(text, match.start(), match.end(), known))
    for match in _CAPITALISED.finditer(text):
        if match.group().casefold() in FIRST_NAMES:
            found.extend(_unknown(text, match.start(), match.end(), known))
    found += [match.span() for match in _MEDICINE.finditer(text) if match.group().casefold() not in known]
    for start, end in sorted(set(found)):
        yield Mark(start, end, "name")


def _unknown(text: str, start: int, end: int, known: set[str]) -> Iterator[tuple[int, int]]:
    for word in _CAPITALISED.finditer(text, start, end):
        said = word.group().casefold()
        if said not in _EVERYDAY and said not in known and _ENDING.sub("", said) not in known:
            yield word.start(), word.end()


def _words(source: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(source)}
