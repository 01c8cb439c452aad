"""Recognising names: those that are known, and those that a greeting, a title, a sign-off or a first name tells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ai.recognisers import small, windows
from ai.recognisers.vocabulary import CLOSINGS, FIRST_NAMES, GREETINGS, INTRODUCTIONS, KIN, LINKS, NO_NAMES, TITLES
from ai.spans import Kind, Span

_FURTHER = [chr(number) for number in range(0x100, 0x180)]
"""Letters of Polish, Czech, Turkish and other names."""
_UPPER = "A-ZÀ-ÖØ-Þ" + "".join(filter(str.isupper, _FURTHER))
_LOWER = "a-zß-öø-ÿ" + "".join(filter(str.islower, _FURTHER))
_CAPITAL = rf"[{_UPPER}](?:[{_LOWER}]+|[{_UPPER}]+(?![{_LOWER}]))(?:['’-][{_UPPER}]?[{_LOWER}{_UPPER}]+)*"
_PART = rf"(?:(?:O['’]|D['’]|Mc|Mac|St\. )?{_CAPITAL}|[{_UPPER}]\.)"
_LINK = r"(?:von der|von|van der|van den|van|vom|zu|zum|zur|de la|de los|de las|del|de|da|dos|di|y|al|el|bin|ben)"
NAME = rf"{_PART}(?:[ ](?:{_LINK} )?{_PART}){{0,3}}"
_TITLE = (
    r"(?:Mrs?|Ms|Miss|Mx|Sir|Madam|Dr|Doctor|Prof(?:essor)?|Nurse|Sister|Midwife|Rev|Herrn?|Frau|Fr|Hr|Schwester"
    r"|Pfleger(?:in)?|Sra?|Srta|Dra?|Dña|D\.ª|[Dd]on|[Dd]oña|[Ss]eñora?|[Ss]eñorita|[Dd]octora?|Doktor(?:in)?"
    r"|Familie|Family|Familia"
    r"|Oma|Opa|Tante|Onkel|Aunt|Auntie|Uncle|Grandma|Grandpa|Granny|Nanny|[Aa]buel[ao]|[Tt][íi][ao])"
)
_TITLES = rf"(?:{_TITLE}\.?(?: (?:med|dent|rer|nat|phil|h\. c|hc)\.)* ?)"
_TITLED = re.compile(rf"(?<!\w)(?:{_TITLES}){{1,3}} ?(?P<name>(?:{_LINK} )?{NAME})")
_GREETED = re.compile(
    rf"(?:^|(?<=\n)|(?<=[.!?,] ))[ \t>]*(?i:{GREETINGS}),?[ \t]+(?:{_TITLES})*(?P<name>{NAME})"
    rf"(?:,? (?:and|und|y|&) (?:{_TITLES})*(?P<other>{NAME}))?(?=[ \t]*(?:[,:!.–-]|\n|$))"
)
_SIGNED = re.compile(
    rf"(?:^|(?<=\n)|(?<=[.!?,;] ))[ \t]*(?i:{CLOSINGS})[ \t]*[,.!–-]*(?:\s*\n\s*|[ \t]+)"
    rf"(?i:(?:your|ihre?|su|from|von)[ \t])?(?:{_TITLES})*(?P<name>{NAME})"
    rf"(?:,? (?:and|und|y|&) (?P<other>{NAME}))?(?=[ \t]*(?:[,.;(|–-]|\n|$))"
)
_SAID = re.compile(rf"(?<!\w)(?i:{INTRODUCTIONS})[ \t]+(?:{_TITLES})*(?P<name>(?:{_LINK} )?{NAME})")
_RELATED = re.compile(
    rf"(?<!\w)(?i:my|our|his|her|the|their|meine?[mnrs]?|unsere?[mnrs]?|seine?[mnrs]?|ihre?[mnrs]?|der|die|den|dem"
    rf"|mi|su|la"
    rf"|el|nuestr[oa]) (?:\w+ )?(?i:{KIN}),?[ \t]+(?P<name>{NAME})"
)
_OF_KIN = re.compile(rf"(?<!\w)(?i:{KIN}) (?:de|of|von|vom|der|des) (?P<name>{NAME})")
_BORN = re.compile(
    rf"(?P<name>{NAME})(?:,? \(|, | )"
    rf"(?i:born|d\.?o\.?b|date of birth|year of birth|geb\.|geboren|nacid[oa]|\*)"
)
_TOLD = re.compile(
    rf"(?<!\w)(?i:ask(?:ed)?|told|tell|thank|spoke (?:to|with)|seen by|talked to|gesprochen mit|sprach mit|hablé con"
    rf"|pregunt[éa]r? (?:a|por)) (?P<name>{NAME})"
)
_TEXT_END = re.compile(rf"(?<=[.!?,] )(?P<name>{_CAPITAL})[ \t]*\.?\s*$")
_ROLE = re.compile(
    rf"(?<!\w)(?i:{KIN}|kund(?:e|in)|mandant(?:in)?|versicherte[rn]?|mitglied|policy\s?holder|(?:the )?insured|client"
    rf"|customer|member|asegurad[oa]|titular|client[ea]|a nombre de|an|to|para):? "
    rf"(?P<name>{_PART}(?: (?:{_LINK} )?{_PART}){{1,3}})"
)
_BEFORE = re.compile(rf"(?P<name>{NAME})(?:,|:| \(|)\s*$")
_MIDDLE = re.compile(rf"(?<=[{_LOWER},;)] )(?P<name>{_PART}(?: (?:{_LINK} )?{_PART}){{1,3}})")
"""Two capitals amid a sentence: a name, or at least one of a place or a house. Not in German, where nouns have them."""
_GERMAN = re.compile(
    r"(?<!\w)(?:der|die|das|den|dem|und|ich|ist|nicht|bitte|meine?[mnr]?|eine?[mnr]?|für|mit|von|vom|zum|zur|aber"
    r"|seit|wurde"
    r"|sie|wir|ihre?[mnr]?|auf|auch|noch|bei|haben|kann|dass|oder|nach|hallo|danke|gruß|grüße|hier|heute)(?!\w)",
    re.IGNORECASE,
)
_ENDING = re.compile(rf"(?<=[.!?;:)] )(?P<name>{_PART}(?: (?:{_LINK} )?{_PART}){{1,3}})[ \t]*\.?[ \t]*(?=\n|$)")
_LINE = re.compile(rf"(?:^|(?<=\n))[ \t]*(?P<name>{_PART}(?: (?:{_LINK} )?{_PART}){{1,3}}),?[ \t]*(?=\n|$)")
"""A name at the end of a line behind a sentence, or on a line of its own, as people sign who say no goodbye."""
_PAIR = re.compile(rf"(?<!\w)(?P<name>{_PART}(?: (?:{_LINK} )?{_PART}){{1,3}})")
_LAST_LINE = re.compile(rf"\n[ \t]*(?P<name>{NAME})[ \t]*\s*$")
_ALWAYS = (
    _TITLED, _GREETED, _SIGNED, _SAID, _RELATED, _OF_KIN, _BORN, _TOLD, _ROLE, _ENDING, _LINE, _LAST_LINE, _TEXT_END,
)  # fmt: skip
_FOUND_BY_FIRST = re.compile(
    rf"(?<!\w)(?P<first>[{_UPPER}][{_LOWER}{_UPPER}]+)(?:-[{_UPPER}][{_LOWER}]+)?"
    rf"(?=(?P<rest>(?: (?:{_LINK} )?{_PART}){{0,3}}))"
)
_REVERSED = re.compile(rf"(?<!\w)(?P<last>{_CAPITAL}), (?P<first>[{_UPPER}][{_LOWER}]+)(?!\w)")


@dataclass(frozen=True)
class Names:
    """Names that are known before a text is read."""

    whole: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    """Those that count alone: Brandt of Leo Brandt."""

    @classmethod
    def known(cls, names: Iterable[str]) -> Names:
        """Of people, as they stand in headers and lists: with titles, in either order. An address may hold one, too."""
        whole: set[str] = set()
        parts: set[str] = set()
        for name in names:
            if "@" in name:
                parts |= _in_address(name)
                continue
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
        pieces = (piece for text in texts for _, piece in windows.pieces(text))
        found = {piece[start:end] for piece in pieces for start, end, _ in given_away(piece)}
        more = Names.known(found)
        sure = {part for name in found for part in name.split() if len(name.split()) > 1 or _is_name(part)}
        return Names(self.whole | more.whole, self.parts | (more.parts & sure))

    def pattern(self) -> re.Pattern[str] | None:
        """What finds them, with an s of possession left outside."""
        exact = {written for part in self.parts for written in _writings(part)}
        loose = {one for one in self.whole if " " in one} | {one for one in self.parts if _is_name(one)}
        loose = {written for one in loose for written in _variants(one)}
        if not exact and not loose:
            return None
        return re.compile(
            rf"(?<![\w@])(?:(?i:{_alternatives(loose)})|{_alternatives(exact)})(?=(?:['’]?s|['’])?(?![\w@]))"
        )


def find(text: str, known: re.Pattern[str] | None) -> Iterator[Span]:
    """Known names, and what is given away as one."""
    for found in known.finditer(text) if known else ():
        yield Span(found.start(), found.end(), Kind.NAME)
    yield from given_away(text)


def before(text: str, starts: Iterable[int]) -> Iterator[Span]:
    """Names that stand right before an address, a number or a date of birth."""
    for start in starts:
        found = _BEFORE.search(text[max(0, start - 60) : start])
        if found:
            yield from _trimmed(text, *(max(0, start - 60) + at for at in found.span("name")))


def given_away(text: str) -> Iterator[Span]:
    """Names that their surroundings give away."""
    is_german = len({one.casefold() for one in _GERMAN.findall(text)}) > 1
    patterns = _ALWAYS if is_german else (*_ALWAYS, _MIDDLE)
    if is_german:
        yield from _pairs(text)
    else:
        yield from (Span(*found, Kind.NAME) for found in small.alone(text))
    for pattern in patterns:
        for found in pattern.finditer(text):
            for group in ("name", "other"):
                if group in pattern.groupindex and found[group]:
                    yield from _trimmed(text, *found.span(group))
    for found in _FOUND_BY_FIRST.finditer(text):
        if found["first"].casefold() in FIRST_NAMES:
            yield from _trimmed(text, found.start(), found.end("rest"))
    for found in _PAIR.finditer(text):
        if all(map(small.is_strange, found["name"].split())):
            yield Span(*found.span("name"), Kind.NAME)
    yield from (Span(*found, Kind.NAME) for found in small.names(text))
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


def _pairs(text: str) -> Iterator[Span]:
    """Two capitals amid a German sentence, where neither word is a noun."""
    for found in _MIDDLE.finditer(text):
        start, end = found.span("name")
        while start < end and not small.is_strange(text[start:end].split()[0]):
            start = text.find(" ", start, end) + 1 or end
        if " " in text[start:end] and small.is_strange(text[start:end].split()[-1]):
            yield Span(start, end, Kind.NAME)


def _is_name(word: str) -> bool:
    """Whether it counts in small letters, too: no ordinary word is meant by it."""
    return _bare(word) in FIRST_NAMES or (len(word) > 2 and small.is_strange(word))


def _in_address(address: str) -> set[str]:
    """Names in the part before the @: those of desks and of machines are ordinary words."""
    words = re.split(r"[\W\d_]+", address.partition("@")[0])
    return {word for word in words if len(word) > 3 and _is_name(word)}


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
