"""Text taken apart for the lexicons: words without accents or case, where they stand, and in which sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’´`][^\W\d_]+)*", re.UNICODE)
_SENTENCE_END = re.compile(r"[.!?…;]+(?=[\s\"')»”]|$)|\n\s*\n|\n(?=\s*[-*•>])|(?<=[:,])\n(?=\s*\S)|(?<=\w)\n(?=[A-ZÄÖÜÁÉÍÓÚÑ¿¡])|[¿¡]")
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
    """Without case, accents and apostrophes; in German `ae` is the same as `ä`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = _APOSTROPHES.sub("", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return _UMLAUT_DIGRAPHS.sub(lambda pair: pair.group()[0], plain) if language == "de" else plain


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


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends."""
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [(start, end) for start, end in zip(cuts, cuts[1:], strict=False) if text[start:end].strip()]
