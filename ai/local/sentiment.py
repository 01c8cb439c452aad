"""How somebody feels who wrote a mail: by words of mood and what denies them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ai.local import lexicon
from ai.local.lexicon import Match
from ai.local.words import Word, readable, words

LANGUAGES = ("en", "de", "es")
_WEIGHTS = {"furious": -2.0, "upset": -1.2, "uneasy": -0.5, "pleased": 0.7, "delighted": 2.0}
_DENIED = {"furious": 0.0, "upset": 0.0, "uneasy": 0.0, "pleased": -1.2, "delighted": -1.2}
"""What is not so bad is not good for that; what is not good is bad."""
_NOT, _BEFORE = "not", 4
_HALFWAY = 1.0
"""So much weight makes half a mood."""
_SHOUTED = re.compile(r"!{2,}|\?!|\b[A-ZÄÖÜÁÉÍÓÚÑ]{4,}(?:\s+[A-ZÄÖÜÁÉÍÓÚÑ]{3,}){2,}")


def sentiment(text: str, language: str = "") -> float:
    """From -1, desperate or furious, to 1, delighted. In the mail's language, or in whichever says most."""
    plain = readable(text)
    tried = (language,) if language in LANGUAGES else LANGUAGES
    score = max((_weight(plain, one) for one in tried), key=abs)
    if score < 0 and _SHOUTED.search(plain):
        score -= 0.6
    return round(score / (abs(score) + _HALFWAY), 2) + 0.0


def _weight(text: str, language: str) -> float:
    taken = words(text, language)
    known = lexicon.load("mood", language)
    matches = _apart(known.matches(taken, fuzzy=False))
    denials = {match.first for match in matches if match.kind == _NOT}
    score = 0.0
    for match in matches:
        if match.kind != _NOT:
            weights = _DENIED if _is_denied(match, denials, taken) else _WEIGHTS
            score += weights[match.kind]
    return score


def _is_denied(match: Match, denials: set[int], taken: Sequence[Word]) -> bool:
    sentence = taken[match.first].sentence
    return any(
        place in denials and taken[place].sentence == sentence
        for place in range(max(0, match.first - _BEFORE), match.first)
    )


def _apart(matches: Sequence[Match]) -> list[Match]:
    """None over another: the longest first, so that "not happy" is no happiness."""
    taken: set[int] = set()
    kept: list[Match] = []
    for match in sorted(matches, key=lambda one: (one.kind == _NOT, -len(one.own), one.first)):
        if match.kind == _NOT or taken.isdisjoint(match.own):
            kept.append(match)
            taken |= match.own
    return kept
