"""Signs in a mail that may not wait. Tuned to miss nothing: rather one too many than one too few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ai.local import alarm, context, lexicon
from ai.local.lexicon import Match
from ai.local.words import Word, readable, words

LANGUAGES = ("en", "de", "es")
_AROUND = 90
"""A passage is the sentence it stands in; of a longer one, so many characters on each side."""


_WHOLE = "emergency"
"""The kind of what alarms as a whole."""


@dataclass(frozen=True)
class Found:
    """A kind of sign, the words that gave it away, and the sentence that they stand in."""

    kind: str
    words: str
    passage: str
    place: int
    """Of the first of the words among the characters of the text, as `words.readable` gives it."""


def find(text: str, language: str = "") -> tuple[Found, ...]:
    """Every kind of sign once, in the order of the text.

    All languages are looked for, since people mix them; misspellings only in the mail's own, or where
    that is not known.
    """
    plain = readable(text)
    found: dict[str, Found] = {}
    for one in LANGUAGES:
        known = lexicon.load("signs", one)
        taken = known.apart(words(plain, one))
        real = context.load(one)
        is_own = language not in LANGUAGES or language == one
        for match in known.matches(taken, fuzzy=is_own):
            place = taken[match.first].start
            if (match.kind not in found or place < found[match.kind].place) and real.is_real(match, taken):
                own = dict.fromkeys(plain[taken[at].start : taken[at].end] for at in sorted(match.own))
                found[match.kind] = Found(match.kind, " ".join(own), _passage(plain, taken, match), place)
    if not found:
        found.update(_alarming(plain, language))
    return tuple(sorted(found.values(), key=lambda one: one.place))


def _alarming(text: str, language: str) -> dict[str, Found]:
    """Where no wording is known, what is alarming as a whole; in the language that the mail is in."""
    for one in (language,) if language in LANGUAGES else LANGUAGES:
        taken, heard = alarm.find(text, one)
        if heard is not None:
            said = sorted(heard.matches, key=lambda match: match.first)
            own = dict.fromkeys(text[taken[match.first].start : taken[match.last].end] for match in said)
            passage = _passage(text, taken, heard.matches[0])
            return {_WHOLE: Found(_WHOLE, " … ".join(own), passage, taken[heard.matches[0].first].start)}
    return {}


def _passage(text: str, taken: Sequence[Word], match: Match) -> str:
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
