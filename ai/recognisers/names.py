"""Recognising names: those that are known, and those that a greeting, a title, a sign-off or a first name tells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ai.recognisers.vocabulary import CLOSINGS, FIRST_NAMES, GREETINGS, INTRODUCTIONS, KIN, LINKS, NO_NAMES, TITLES
from ai.spans import Kind, Span

_UPPER, _LOWER = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
_CAPITAL = rf"[{_UPPER}](?:[{_LOWER}]+|[{_UPPER}]+(?![{_LOWER}]))(?:['’-][{_UPPER}]?[{_LOWER}{_UPPER}]+)*"
_PART = rf"(?:(?:O['’]|D['’]|Mc|Mac|St\. )?{_CAPITAL}|[{_UPPER}]\.)"
_LINK = r"(?:von der|von|van der|van den|van|vom|zu|zum|zur|de la|de los|de las|del|de|da|dos|di|y|al|el|bin|ben)"
NAME = rf"{_PART}(?:[ ](?:{_LINK} )?{_PART}){{0,3}}"
_TITLE = (
    r"(?:Mrs?|Ms|Miss|Mx|Sir|Madam|Dr|Doctor|Prof(?:essor)?|Nurse|Sister|Midwife|Rev|Herrn?|Frau|Fr|Hr|Schwester"
    r"|Pfleger(?:in)?|Sra?|Srta|Dra?|D\.ª|Don|Doña|Señora?|Señorita|Doctora?|Familie|Family|Familia)"
)
_TITLES = rf"(?:{_TITLE}\.?(?: (?:med|dent|rer|nat|phil|h\. c|hc)\.)* ?)"
_TITLED = re.compile(rf"(?<!\w)(?:{_TITLES}){{1,3}} ?(?P<name>{NAME})")
_GREETED = re.compile(
    rf"(?:^|(?<=\n)|(?<=[.!?,] ))[ \t>]*(?i:{GREETINGS}),?[ \t]+(?:{_TITLES})*(?P<name>{NAME})"
    rf"(?:,? (?:and|und|y|&) (?:{_TITLES})*(?P<other>{NAME}))?(?=[ \t]*(?:[,:!.–-]|\n|$))"
)
_SIGNED = re.compile(
    rf"(?:^|(?<=\n)|(?<=[.!?,;] ))[ \t]*(?i:{CLOSINGS})[ \t]*[,.!–-]*(?:\s*\n\s*|[ \t]+)"
    rf"(?i:(?:your|ihre?|su|from|von)[ \t])?(?:{_TITLES})*(?P<name>{NAME})"
    rf"(?:,? (?:and|und|y|&) (?P<other>{NAME}))?(?=[ \t]*(?:[,.;(|–-]|\n|$))"
)
_SAID = re.compile(rf"(?<!\w)(?i:{INTRODUCTIONS})[ \t]+(?:{_TITLES})*(?P<name>{NAME})")
_RELATED = re.compile(
    rf"(?<!\w)(?i:my|our|his|her|the|their|meine?[mnrs]?|unsere?[mnrs]?|seine?[mnrs]?|ihre?[mnrs]?|der|die|den|dem|mi|su|la"
    rf"|el|nuestr[oa]) (?:\w+ )?(?i:{KIN}),?[ \t]+(?P<name>{NAME})"
)
_FOUND_BY_FIRST = re.compile(
    rf"(?<!\w)(?P<first>[{_UPPER}][{_LOWER}{_UPPER}]+)(?:-[{_UPPER}][{_LOWER}]+)?"
    rf"(?P<rest>(?: (?:{_LINK} )?{_PART}){{0,3}})"
)
_REVERSED = re.compile(rf"(?<!\w)(?P<last>{_CAPITAL}), (?P<first>[{_UPPER}][{_LOWER}]+)(?!\w)")
_LAST_LINE = re.compile(rf"\n[ \t]*(?P<name>{NAME})[ \t]*\s*$")


@dataclass(frozen=True)
class Names:
    """Names that are known before a text is read."""

    whole: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    """Those that count alone: Brandt of Leo Brandt."""

    @classmethod
    def known(cls, names: Iterable[str]) -> Names:
        """Of people, as they stand in headers and lists: with titles, in either order."""
        whole: set[str] = set()
        parts: set[str] = set()
        for name in names:
            words = [
                word for word in re.split(r"[\s,;()\"]+", name) if _bare(word) not in TITLES and word.strip(".'-’")
            ]
            telling = [word for word in words if len(word) > 2 and _bare(word) not in NO_NAMES | LINKS]
            if telling:
                whole |= {" ".join(words), " ".join(reversed(words))}
                parts |= set(telling)
        return cls(frozenset(whole), frozenset(parts))

    def with_those_in(self, texts: Iterable[str]) -> Names:
        """And those that the texts give away: whom one of them greets, another may mention."""
        found = {text[start:end] for text in texts for start, end, _ in given_away(text)}
        more = Names.known(found)
        sure = {part for name in found for part in name.split() if len(name.split()) > 1 or _bare(part) in FIRST_NAMES}
        return Names(self.whole | more.whole, self.parts | (more.parts & sure))

    def pattern(self) -> re.Pattern[str] | None:
        """What finds them, with an s of possession left outside."""
        exact = {written for part in self.parts for written in _writings(part)}
        loose = {one for one in self.whole if " " in one} | {one for one in self.parts if _bare(one) in FIRST_NAMES}
        loose = {written for one in loose for written in _variants(one)}
        if not exact and not loose:
            return None
        return re.compile(
            rf"(?<![\w@])(?:(?i:{_alternatives(loose)})|{_alternatives(exact)})(?=(?:['’]?s|['’])?(?![\w@]))"
        )


def find(text: str, known: Names) -> Iterator[Span]:
    """Known names, and what is given away as one."""
    pattern = known.pattern()
    for found in pattern.finditer(text) if pattern else ():
        yield Span(found.start(), found.end(), Kind.NAME)
    yield from given_away(text)


def given_away(text: str) -> Iterator[Span]:
    """Names that their surroundings give away."""
    for pattern in (_TITLED, _GREETED, _SIGNED, _SAID, _RELATED, _LAST_LINE):
        for found in pattern.finditer(text):
            for group in ("name", "other"):
                if group in pattern.groupindex and found[group]:
                    yield from _trimmed(text, *found.span(group))
    for found in _FOUND_BY_FIRST.finditer(text):
        if found["first"].casefold() in FIRST_NAMES:
            yield from _trimmed(text, found.start(), found.end())
    for found in _REVERSED.finditer(text):
        if found["first"].casefold() in FIRST_NAMES and found["last"].casefold() not in NO_NAMES:
            yield Span(found.start(), found.end(), Kind.NAME)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """What is left of a name without the words around it that are none."""
    kept = end
    for word in re.finditer(r"\S+", text[start:end]):
        if _bare(word[0]) in NO_NAMES and _bare(word[0]) not in LINKS:
            kept = start + word.start()
            break
    name = text[start:kept].rstrip()
    if name.strip(". ") and _bare(name) not in LINKS | NO_NAMES:
        yield Span(start, start + len(name), Kind.NAME)


def _bare(word: str) -> str:
    return word.strip(".,'’:-").casefold()


def _variants(name: str) -> set[str]:
    """With and without accents: Müller is also written Mueller and Muller."""
    spelt = name
    for sign, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss")):
        spelt = spelt.replace(sign, letters)
    plain = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))
    return {name, spelt, plain}


def _writings(part: str) -> set[str]:
    """As it stands, and in capitals."""
    return {written for one in _variants(part) for written in (one, one[:1].upper() + one[1:], one.upper())}


def _alternatives(names: Iterable[str]) -> str:
    escaped = (re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=lambda one: (-len(one), one)))
    return "|".join(escaped) or r"(?!)"
