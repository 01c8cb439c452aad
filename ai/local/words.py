"""Text taken apart for the lexicons: words without accents or case, where they stand, and in which sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 20_000
"""Characters of a text that are looked at: its beginning and its end."""
_TAIL = 4_000
_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’´`][^\W\d_]+)*", re.UNICODE)
_SENTENCE_END = re.compile(
    r"[.!?…;]+(?=[\s\"')»”]|$)(?!\s(?:Woche|SSW|Schwangerschafts|Lebens|Monat))|\n[^\S\n]*\n|\n(?=[^\S\n]*[-*•>])|(?<=[:,])\n(?=[^\S\n]*\S)"
    r"|(?<=\w)\n(?=[A-ZÄÖÜÁÉÍÓÚÑ¿¡])|[¿¡]"
)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]"
)
"""What nobody sees, and accents that stand on nothing or on each other."""
_SPREAD = re.compile(r"(?<!\w)[^\W\d_](?:([ .·_*-])[^\W\d_])(?:\1[^\W\d_]){2,40}(?!\w)")
"""A word with something between all of its letters."""
_LOOKALIKES = str.maketrans("аеорсухіјѕһԁкмтнвοαεικνρτυχɡıłøđ", "aeopcyxijshdkmthboaeikvptuxgilod")
_APOSTROPHES = re.compile(r"['’´`]")
_UMLAUT_DIGRAPHS = re.compile(r"ae|oe|ue")


@dataclass(frozen=True)
class Word:
    """One word or number: folded, and the characters of the text that it is."""

    folded: str
    start: int
    end: int
    sentence: int


@lru_cache(maxsize=50_000)
def fold(text: str, language: str) -> str:
    """Without case, accents, apostrophes and letters of other scripts that look like ours; in German `ae` is `ä`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    if not plain.isascii():
        plain = plain.translate(_LOOKALIKES)
    plain = _APOSTROPHES.sub("", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return _UMLAUT_DIGRAPHS.sub(lambda pair: pair.group()[0], plain) if language == "de" else plain


def readable(text: str) -> str:
    """A text as a reader sees it: nothing invisible, no odd forms of letters, no endless length."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - _TAIL]}\n\n{text[-_TAIL:]}"
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))[: 2 * LONGEST]
    return _SPREAD.sub(lambda spread: spread.group().replace(spread.group(1), ""), text)


def words(text: str, language: str) -> list[Word]:
    """The words of a text in their order."""
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    found: list[Word] = []
    sentence = 0
    for match in _TOKEN.finditer(text):
        while sentence < len(ends) and ends[sentence] < match.start():
            sentence += 1
        found.append(Word(fold(match.group(), language), match.start(), match.end(), sentence))
    return found
