"""Signs in a mail that may not wait. Tuned to miss nothing: rather one too many than one too few."""

from __future__ import annotations

from collections.abc import Iterable

from ai.local import context, lexicon
from ai.local.lexicon import Match
from ai.local.words import Word, words
from ai.questions import Sign

LANGUAGES = ("en", "de", "es")
_AROUND = 90
"""A passage is the sentence it stands in; of a longer one, so many characters on each side."""


def signs(text: str, language: str = "") -> tuple[Sign, ...]:
    """Every kind of sign once, in the order of the text, with its words as they stand there.

    All languages are looked for, since people mix them; misspellings only in the mail's own, or where that is not known.
    """
    found: dict[str, tuple[int, str]] = {}
    for one in LANGUAGES:
        taken = words(text, one)
        matches = lexicon.load("signs", one).matches(taken, fuzzy=language not in LANGUAGES or language == one)
        real = context.load(one)
        for match in matches:
            if real.is_real(match, taken) and found.get(match.kind, (len(text), ""))[0] > taken[match.first].start:
                found[match.kind] = (taken[match.first].start, _passage(text, taken, match))
    return tuple(Sign(kind, passage) for kind, (_, passage) in sorted(found.items(), key=lambda item: item[1][0]))


def _passage(text: str, taken: list[Word], match: Match) -> str:
    """The sentence as it stands, cut to what is around the sign."""
    first, last = taken[match.first], taken[match.last]
    inside = [word for word in taken if first.sentence <= word.sentence <= last.sentence]
    start = max(min(word.start for word in inside), _word_start(inside, first.start - _AROUND))
    end = min(max(word.end for word in inside), _word_end(inside, last.end + _AROUND))
    return " ".join(text[start:end].split())


def _word_start(inside: Iterable[Word], place: int) -> int:
    return min((word.start for word in inside if word.start >= place), default=0)


def _word_end(inside: Iterable[Word], place: int) -> int:
    return max((word.end for word in inside if word.end <= place), default=place)
