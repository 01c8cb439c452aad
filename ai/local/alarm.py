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


@dataclass(frozen=True)
class Alarm:
    """The words of a text, and what is said where it alarms most."""

    words: Sequence[Word]
    said: tuple[Match, ...]
    weight: float
    denied: int
    """So much more is said of what is not so."""

    @property
    def is_enough(self) -> bool:
        """Whether it alarms by itself."""
        return self.weight >= max(_LEAST, _ENOUGH * min(len(self.words) / _TOGETHER, 1.0))

    def counts(self) -> list[int]:
        """How often each group of words is there."""
        found = Counter(match.kind for match in self.said)
        return [min(found[kind], _AT_MOST) for kind in _WEIGHTS]


def hear(text: str, language: str) -> Alarm:
    """What in a text alarms."""
    known, real = lexicon.load("alarm", language), context.load(language)
    taken = known.apart(words(text, language))
    every = known.matches(taken, fuzzy=False)
    said = [match for match in every if match.kind == _CALM or real.is_real(match, taken)]
    said.sort(key=lambda match: match.first)
    windows = [_within(said, start) for start in range(0, max(1, len(taken) - _TOGETHER + 1), _STEP)]
    loudest = max(windows, key=_weight)
    return Alarm(taken, tuple(loudest), max(0.0, _weight(loudest)), len(every) - len(said))


def _within(said: Sequence[Match], start: int) -> list[Match]:
    return [match for match in said if start <= match.first < start + _TOGETHER]


def _weight(said: Sequence[Match]) -> float:
    counts = Counter(match.kind for match in said)
    return sum(_WEIGHTS[kind] * min(count, _AT_MOST) for kind, count in counts.items())
