"""Recognising postal addresses of other countries or in small letters, and what stands around any address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.recognisers.vocabulary import NO_NAMES

_UPPER = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
_WORD = rf"{_UPPER}[\w.'’-]*"
_WORDS = rf"{_WORD}(?: (?:de la|de los|de|del|du|des|da|do|dos|di|della|dei|la|le|el|van|von|of|the|{_WORD})){{0,3}}"
_STREETS = (
    rf"\d{{1,4}}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place|chemin|impasse|allée|quai|cours|route)"
    rf" (?:(?:de|du|des|la|le|les) |[dl]['’])*{_WORDS}",
    rf"(?:Via|Viale|Piazza|Corso|Vicolo|Largo|Rua|Travessa|Praça|Avenida) (?:(?:d[aeio]|dos|das|dell[ao]?|dei"
    rf"|del) )?{_WORDS}"
    r",? ?(?:n[º°.]{1,2} ?)?\d{1,4}[a-z]?",
    rf"(?:ul|al|pl|os)\. {_WORDS} \d+\w?(?: ?/ ?\d+)?(?: m\.? ?\d+)?",
    rf"{_WORDS} (?:Cad|Cd|Sok|Sk|Mah|Bulv)\.?(?:esi)?,? (?:No:? ?)?\d+(?:/\d+)?",
    rf"{_UPPER}\w+(?:straat|gracht|laan|plein|kade|weg|dijk|singel|gatan|vägen|gade|vej|veien|katu"
    rf"|tie) \d+ ?[a-zA-Z]?\b",
    r"(?:Cra?|Cll?|Kra|Carrera|Calle|Diagonal|Dg|Transversal|Tv"
    r"|Av(?:enida)?)\.? ?\d{1,3} ?[A-Z]?(?: ?[Bb]is)? ?(?:#|[Nn]o\.?|[Nn][º°]) ?"
    r"\d{1,3} ?[A-Z]? ?[-–] ?\d{1,3}",
    rf"\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}[A-Za-z]?)? {_WORDS} (?:Pde|Cct|Tce|Hwy|Esp|Bvd|Cr|Av|Gr|Nagar|Marg|Jalan"
    rf"|Jln)\b\.?",
    rf"(?:Jalan|Jln\.?|Jl\.) {_WORDS},? (?:No\.? ?)?\d+",
)
_SMALL_EN = (
    r"(?:street|road|avenue|lane|crescent|terrace|gardens|boulevard|mews|grove|drive|close|court"
    r"|st|rd|ave|ln|blvd|cres)"
)
_SMALL_WORD = r"[^\W\d_]{2,}"
_NO_NAME = (
    r"(?!(?:the|up|down|on|from|of|across|along|my|our|this|your|a|in|at|to|and|or|for|am|pm|las|los?|min(?:ute)?s?"
    r"|h(?:ou)?rs?|days?|weeks?|months?|years?|miles?|km|times?|mg|ml)\b)"
)
_SMALL = (
    rf"\d{{1,5}}[a-z]?,? (?:{_NO_NAME}[a-z'’.-]+ ){{1,3}}{_SMALL_EN}\b\.?(?:,? {_NO_NAME}{_SMALL_WORD}"
    rf"(?: {_SMALL_WORD})?(?=,|\.|\n|$| [a-z]{{1,2}}\d))?",
    r"[a-zäöüß-]{3,}(?:stra(?:ß|ss)e|str\.|gasse|allee|platz|damm|ufer|weg|ring) ?\d{1,4} ?(?:[a-z]\b)?",
    r"(?:am|an der|im|in der|auf der|zum|zur|beim) [a-zäöüß]{4,} \d{1,3} ?(?:[a-z]\b)?(?=,? (?:in )?\d{5}(?!\d))",
    rf"(?:calle|c/|avda?\.?|avenida|plaza|paseo|camino|carretera|ronda|traves[íi]a|urbanizaci[óo]n|barrio) ?"
    rf"(?:(?!a las?\b){_SMALL_WORD} ){{0,4}}{_SMALL_WORD},? ?(?:n[º°]? ?|n[úu]mero )?\d{{1,4}}(?!\d|[:.]\d)",
    rf"(?:(?:the )?(?:{_SMALL_WORD} ){{1,2}}(?:house|cottages?|rectory|vicarage|farm|lodge|mill|barn|hall), )"
    rf"(?:{_SMALL_WORD} ){{1,2}}(?:lane|road|street|green|end|hill)(?:, {_SMALL_WORD}(?: {_SMALL_WORD})?)?",
    r"[a-z]{1,2}\d[a-z\d]? ?\d(?!nd|rd|th)[abd-hjlnp-uw-z]{2}",
)
_CODES = (
    r"(?:[AC-FHKNPRTV-Y]\d{2}|D6W) ?(?=[AC-FHKNPRTV-Y\d]*\d)[AC-FHKNPRTV-Y\d]{4}",
    r"(?:[A-Z]{2} )?[A-CEGHJ-NPR-TVXY]\d[A-CEGHJ-NPR-TV-Z][ -]?\d[A-CEGHJ-NPR-TV-Z]\d",
    rf"(?:{_WORD},? )?(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT),? \d{{4}}",
    rf"\d{{4}} ?[A-Z]{{2}},? {_WORDS}",
    rf"\d{{2}}-\d{{3}} {_WORDS}|(?:CH|A|B|DK|L|F|I|NL|P|E)-\d{{4,5}} {_WORDS}",
    rf"[A-HJ-NP-Z]\d{{4}}[A-Z]{{3}}(?:,? {_WORDS})?|C\.? ?P\.? ?\d{{4,5}}(?:,? {_WORDS})?|Col(?:onia|\.) {_WORDS}",
    rf"{_WORD} ?[-–]? ?\d{{6}}(?!\d)",
)
_PATTERNS = (
    *(re.compile(rf"(?<![\w.,/#-]){one}") for one in _STREETS),
    *(re.compile(rf"(?<![\w/-]){one}(?!\w)", re.IGNORECASE if at == 3 else 0) for at, one in enumerate(_SMALL)),
    *(re.compile(rf"(?<![\w./-]){one}(?![\w-])") for one in _CODES),
)
_UNIT = (
    r"(?:flat|apartment|apto|apt|unit|suite|ste|room|rm|floor|block|bldg|building|house|haus|whg|wohnung|stock|og"
    r"|eg|hinterhaus"
    r"|dep(?:ar)?t(?:ament)?o|dpto|piso|puerta|pta|portal|bloque|blq|escalera|esc|interior|int|torre|casa|lote|mz|top"
    r"|stiege|t[üu]r|box)\.? ?(?:n[º°r.]{1,2} ?)?[A-Za-z\d][\w-]{0,5}"
)
_FLOOR = (
    r"\d{1,2} ?[.ºª°]{1,2} ?(?:[A-Za-z]\b|iz(?:q(?:uierda|da)?|da)\.?|dcha?\.?|derecha|OG|Stock|floor|\d[ªº]?)?"
    r"|bajo(?: (?:[A-Z]\b|izq\.?|dcha?\.?))?|s/n"
)
_PLACE = rf"(?:(?i:(?:the )?)?{_WORD}(?: (?:of|the|de|del|la|el|am|an der|bei|{_WORD}|\d{{1,2}})){{0,3}})"
_JOINT = r"(?:,\s{0,2}|\s?\n\s{0,2}|\s[-–|·]\s|\s)"
_LEFT_UNIT = re.compile(rf"(?<!\w)(?:(?i:{_UNIT})|(?i:{_FLOOR})|\d{{1,4}}[A-Za-z]?){_JOINT}$")
_LEFT_PLACE = re.compile(
    rf"(?:^|(?<=[,;:.\n] )|(?<=[,;:\n])|(?<= in )|(?<= at )|(?<= of )|(?<= to ))(?P<place>{_PLACE})(?:,\s?|\s)$"
)
_RIGHT_UNIT = re.compile(rf"{_JOINT}(?:(?i:{_UNIT})|(?i:{_FLOOR})|\d{{1,2}} ?[A-Za-z])(?!\w)")
_RIGHT_TOWN = re.compile(
    rf"(?:,\s?|\s?\n\s?)(?P<place>{_PLACE})(?=[,.;\n]|$)|{_JOINT}(?:in )?\d{{5}}(?: {_SMALL_WORD})?(?![\w€$£])"
    rf"|(?:,\s?|\s){_SMALL[-1]}(?!\w)"
    rf"|,\s?(?P<small>{_SMALL_WORD})(?=[.;\n]|$| (?:y|and|und) )"
)
_FURTHEST, _STEPS = 70, 5


def found(text: str) -> Iterator[tuple[int, int]]:
    """Streets and codes of towns of other countries, and streets in small letters."""
    for pattern in _PATTERNS:
        for one in pattern.finditer(text):
            yield one.start(), one.start() + len(one[0].rstrip(" ,"))


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """An address with the flats, houses and towns that stand before and behind it."""
    for _ in range(_STEPS):
        before = text[max(0, start - _FURTHEST) : start]
        place = _LEFT_PLACE.search(before)
        left = place if place and not _is_speech(place["place"]) else _LEFT_UNIT.search(before)
        if left is None:
            break
        start -= len(before) - left.start()
    for _ in range(_STEPS):
        right = _RIGHT_UNIT.match(text, end) or _RIGHT_TOWN.match(text, end)
        if right is None or ("place" in right.re.groupindex and right["place"] and _is_speech(right["place"])):
            break
        end = right.end()
    return start, end


def _is_speech(place: str) -> bool:
    """Whether it begins or ends what somebody says, and is no part of an address."""
    return any(word.casefold().strip(".'’") in NO_NAMES - {"the", "de", "del", "la", "el"} for word in place.split())
