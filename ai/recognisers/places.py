"""Recognising postal addresses, as they are written in English, German and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.recognisers import abroad
from ai.spans import Kind, Span

_WORD = r"[A-ZÄÖÜÁÉÍÓÚÑ][\wäöüßáéíóúñ.'’-]*"
_UK_CODE = r"(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"
_US_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]"
    r"|W[AIVY]|California|Texas|Florida|Ohio|Oregon|Illinois|Washington|Virginia|Georgia|Michigan|Massachusetts)"
)
_STREETS = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Close|Crescent|Cres"
    r"|Gardens|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Row|Hill|Mews|Grove|Walk|Circle|Cir|Trail|Trl|Broadway|Park"
    r"|Green|View|Rise|Quay|Wharf|Heights|Path|Loop|Alley|Plaza|Turnpike|Pike|Point|Common)"
)
_HOUSES = r"(?:House|Lodge|Cottages?|Hall|Tower|Building|Villa|Farm|Court|Barn|Mill|Manor)"
_FLAT = r"(?:Apt|Apartment|Flat|Unit|Suite|Ste|Room|Floor|#)\.? ?[\w-]{1,5}"
_CITY = rf"{_WORD}(?:[ -](?:am|an der|ob der|im|bei|del?|la|upon|on|in|of|the|{_WORD}))*"
_SEPARATED = r"(?:,\s?|\s*\n\s*|\s[-–|·]\s)"
_EN = re.compile(
    rf"(?<![\w.,/])(?:The (?:{_WORD},? ){{1,3}})?(?:{_FLAT},? )?(?:(?:{_WORD} ){{1,2}}{_HOUSES}, )?"
    rf"\d{{1,5}}[A-Za-z]?(?:-\d+)?,? "
    rf"(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.? )?"
    rf"(?:{_WORD} |\d+(?:st|nd|rd|th) |of |the |upon ){{0,4}}{_STREETS}\b\.?(?: (?:N|S|E|W|NE|NW|SE|SW)\b)?"
    rf"(?:,? {_FLAT})?(?:,\s?{_CITY})?(?:{_SEPARATED}{_CITY}){{0,2}}?"
    rf"(?:{_SEPARATED}(?:{_CITY}{_SEPARATED})?{_US_STATE}\.?)?"
    rf"(?:(?:,\s?|\s+)(?:{_CITY},? )?(?:\d{{5}}(?:-\d{{4}})?|{_UK_CODE})\b)?"
)
_ANY = re.compile(
    rf"(?<![\w.,/])(?:{_FLAT},? )?\d{{1,5}}[A-Za-z]? (?:{_WORD} ?){{1,4}}(?:{_SEPARATED}{_CITY}){{0,2}}?,?\s"
    rf"(?:{_UK_CODE}|{_US_STATE} \d{{5}}(?:-\d{{4}})?)(?!\w)"
)
"""A street of a name that is in no list, told by the code of its town."""
_BOX = re.compile(r"(?:P\.? ?O\.? Box|Postfach|Apartado(?: de correos)?|Apdo\.?)\s?(?:n[º°]\s?)?\d[\d ]*\d")
_DE_NAMES = (
    r"(?:[A-ZÄÖÜ][\wäöüß.-]*(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|ufer|damm|chaussee|stieg|pfad|hof|markt"
    r"|steig|graben|berg|wall|zeile|kamp|garten|tor|brücke|feld|anger|park|promenade)"
    r"|(?:[A-ZÄÖÜ][\wäöüß.-]*[ -]){1,3}(?:Stra(?:ß|ss)e|Str\.|Weg|Platz|Allee|Gasse|Ring|Ufer|Damm|Chaussee|Markt|Hof)"
    r"|(?:Am|An der|An den|Im|In der|In den|Auf der|Auf dem|Unter den|Zum|Zur|Hinter der|Beim|Vor dem)"
    r"(?: [A-ZÄÖÜ][\wäöüß-]+){1,2})"
)
_DE = re.compile(
    rf"(?<!\w)(?:(?:Groß|Klein|Alt|Neu|Ober|Unter|Lang|Kurz|Hoh|Breit|Inner|Äußer|Vorder|Hinter)(?:e|er|en|es)? )?"
    rf"{_DE_NAMES} ?\d{{1,4}} ?(?:[a-zA-Z]\b)?(?: ?[-/] ?\d+ ?[a-z]?\b){{0,3}}"
    rf"(?:(?:{_SEPARATED}|\s)(?:(?:in|D|A|CH)[ -])?\d{{4,5}} {_CITY}|(?:{_SEPARATED}| in ){_CITY})?"
)
_ES = re.compile(
    r"(?<!\w)(?:[Cc]alle|C/|C\.|[Aa]v(?:da|enida)?\.?|[Pp]laza|Pza\.?|Pl\.|[Pp]aseo|P\.º|P[º°]|[Cc]arrer|[Cc]amino|Cno\.?"
    r"|[Cc]arretera|Ctra\.?|[Rr]onda|[Tt]raves[íi]a|[Gg]lorieta|[Uu]rbanizaci[óo]n|Urb\.|[Pp]asaje|[Cc]uesta|[Rr]ambla|[Rr]úa|[Pp]raza|[Pp]laça|[Aa]vinguda)"
    rf"\s?(?:(?:del?|d[ao]s?|dels|la|las|los|el|y|{_WORD})\s){{0,5}}{_WORD},?\s?(?:n[º°.]?\s?|n[úu]m(?:ero)?\.?\s?)?(?:\d{{1,4}}(?!\d)|s/n)"
    r"(?:\s?(?:bis|[A-Z]\b))?(?:,?\s(?:\d{1,2}\s?[.ºª°]{1,2}\s?(?:[A-Z]\b|izq(?:uierda|da)?\.?|dcha\.?|derecha|\d[ªº]?)?"
    r"|[Pp]iso \d+\s?[A-Z]?|[Bb]ajo(?: [A-Z])?|[Pp]ortal \w+|[Ee]sc(?:alera|\.) \w+|[Pp]uerta \w+))*"
    rf"(?:(?:{_SEPARATED}|\s)\d{{5}}(?:,?\s{_CITY})?|{_SEPARATED}{_CITY})?"
)
_PLACES = re.compile(
    rf"(?<![\w.,-]){_CITY}, {_US_STATE}\.? \d{{5}}(?:-\d{{4}})?\b|(?<!\w){_UK_CODE}(?!\w)"
    rf"|(?<![\w.,+/-])(?:D-|A-|CH-)?\d{{5}} {_WORD}(?: (?:am|an der|bei) {_WORD})?(?! ?(?:Euro|EUR|Uhr|Schritte|Stück))"
)
"""A town with its code."""


def find(text: str) -> Iterator[Span]:
    """Streets with their numbers and towns, boxes, and towns with their codes."""
    written = [(one.start(), one.start() + len(one[0].rstrip())) for one in _written(text)]
    for start, end in (*written, *abroad.found(text)):
        yield Span(*abroad.grown(text, start, end), Kind.ADDRESS)


def _written(text: str) -> Iterator[re.Match[str]]:
    for pattern in (_EN, _ANY, _DE, _ES, _BOX, _PLACES):
        yield from pattern.finditer(text)
