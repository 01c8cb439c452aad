"""Whether what a wording says is happening: not denied, not long past, not somebody's leaflet. In doubt it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ai.local.lexicon import Match
from ai.local.words import Word, fold

_PARTS = (
    "neutral", "denied-before", "denied-within", "denied-after", "unreal", "past", "happening", "but", "long-ago",
    "returned",
)  # fmt: skip
_NEUTRAL = "persists"
_REPORTED = frozenset(("lab-value",))
"""Kinds that reports tell of; the word is no sign that something is past."""


@dataclass(frozen=True)
class Context:
    """How a language says such things, by part; each a pattern over folded words with the sign in the middle as `§`."""

    parts: dict[str, re.Pattern[str]]

    def is_real(self, match: Match, words: Sequence[Word]) -> bool:
        """Whether the sentence around a wording says that it is so, or leaves it open."""
        before, within, after = self._around(match, words)
        if self._has("denied-within", within) or self._has("denied-before", before) or self._has("denied-after", after):
            return False
        sentence = f"{before} § {after}"
        happening = self._has("happening", sentence)
        if match.is_mention and not happening:
            return False
        if self._has("unreal", sentence) or (self._has("long-ago", sentence) and not self._has("returned", sentence)):
            return match.kind in _REPORTED
        return happening or match.kind in _REPORTED or not self._has("past", sentence)

    def _has(self, part: str, text: str) -> bool:
        return self.parts[part].search(text) is not None

    def _around(self, match: Match, words: Sequence[Word]) -> tuple[str, str, str]:
        """The words of the sentence before the sign, between its own words, and after, not beyond a "but"."""
        first, last = words[match.first].sentence, words[match.last].sentence
        before = [word.folded for word in words[max(0, match.first - 40) : match.first] if word.sentence == first]
        after = [word.folded for word in words[match.last + 1 : match.last + 40] if word.sentence == last]
        within = [
            word.folded
            for place, word in enumerate(words[match.first : match.last + 1], match.first)
            if place not in match.own
        ]
        texts = [self.parts["neutral"].sub(_NEUTRAL, " ".join(part)) for part in (before, within, after)]
        but = self.parts["but"]
        return but.split(texts[0])[-1], texts[1], but.split(texts[2])[0]


@lru_cache(maxsize=8)
def load(language: str) -> Context:
    """What is written down about a language, read once."""
    text = resources.files("ai.local").joinpath("lexicons", f"context.{language}.txt").read_text(encoding="utf-8")
    lines: dict[str, list[str]] = {part: [] for part in _PARTS}
    part = ""
    for line in text.splitlines():
        if line.startswith("["):
            part = line.strip().strip("[]")
        elif line.strip() and not line.startswith("# "):
            lines[part].append(f"(?:{fold(line.strip(), language)})")
    return Context({name: re.compile("|".join(alternatives)) for name, alternatives in lines.items()})
