"""Mail in which much together alarms though no single wording does: a body, what befell it, what fails, since when.

The weights were fitted to the train half of the clinic set and to
invented notes; each group of words counts twice at most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ai.local import context, lexicon
from ai.local.lexicon import Match
from ai.local.words import Word, words

_WEIGHTS = {
    "body": 1.1, "damage": 1.2, "failing": 1.6, "breathing": 0.9, "fluid": 1.0, "substance": 1.7, "collapse": 1.6,
    "pain": 1.2, "acute": 0.7, "fragile": 0.5, "despair": 1.8, "calm": -1.3,
}  # fmt: skip
_CALM = "calm"
_LEAST, _ENOUGH = 1.5, 2.8
"""So much alarms in a note of a few words and in a mail of many: where more is said, more is said by chance."""
_TOGETHER, _STEP = 45, 8
"""Words that are looked at at once, so that a long mail alarms no sooner than a short one."""
_AT_MOST = 2
_TELLING = 4
"""So many words are given as a reason."""


@dataclass(frozen=True)
class Alarm:
    """The matches that alarm together, the weightiest first."""

    matches: tuple[Match, ...]


def find(text: str, language: str) -> tuple[Sequence[Word], Alarm | None]:
    """The words of a text, and what in it alarms."""
    known, real = lexicon.load("alarm", language), context.load(language)
    taken = known.apart(words(text, language))
    said = [match for match in known.matches(taken, fuzzy=False) if match.kind == _CALM or real.is_real(match, taken)]
    said.sort(key=lambda match: match.first)
    best, loudest = 0.0, 0
    for start in range(0, max(1, len(taken) - _TOGETHER + 1), _STEP):
        weight = _weight(_within(said, start))
        if weight > best:
            best, loudest = weight, start
    if best < max(_LEAST, _ENOUGH * min(len(taken) / _TOGETHER, 1.0)):
        return taken, None
    once = {match.kind: match for match in reversed(_within(said, loudest)) if match.kind != _CALM}
    telling = sorted(once.values(), key=lambda match: -_WEIGHTS[match.kind])[:_TELLING]
    return taken, Alarm(tuple(telling))


def _within(said: Sequence[Match], start: int) -> list[Match]:
    return [match for match in said if start <= match.first < start + _TOGETHER]


def _weight(said: Sequence[Match]) -> float:
    counts = Counter(match.kind for match in said)
    return sum(_WEIGHTS[kind] * min(count, _AT_MOST) for kind, count in counts.items())
