"""Which passages answer a question: by the words that they share, the rare ones counting most."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ai.local import sentences, terms
from ai.questions import Source
from inbox.mail import languages

_FITS = 0.45
"""Of what a question is about, so much must occur in a passage."""
_FEW = 8
"""With fewer passages than this, words would tell too little because most of these have them."""
_WHOLE = 6
"""Sentences; a source of no more is one passage."""
_LONGEST = 1200


@dataclass(frozen=True)
class Passage:
    """A piece of a source that can stand in a reply."""

    source: Source
    text: str
    about: frozenset[str]


@dataclass(frozen=True)
class Shelf:
    """Passages to choose from, and how much each word of theirs tells."""

    passages: tuple[Passage, ...]
    weights: dict[str, float]
    unknown: float
    """How much a word tells that no passage has."""

    def best(self, question: str, *, least: float = _FITS) -> Passage | None:
        """The passage that has most of what a question is about; None where none has enough of it."""
        asked = terms.of(question)
        whole = sum(self.weights.get(word, self.unknown) for word in asked)
        if not whole or not self.passages:
            return None
        scores = [sum(self.weights[word] for word in asked & one.about) / whole for one in self.passages]
        highest = max(scores)
        return self.passages[scores.index(highest)] if highest >= least else None


def shelf(sources: Sequence[Source], language: str) -> Shelf:
    """The passages of those sources that are written in a language, or do not tell in which."""
    passages = tuple(
        Passage(source, text, terms.of(f"{source.name} {text}"))
        for source in sources
        if languages.guessed(source.text) in ("", language)
        for text in _passages(source.text)
    )
    held = Counter(word for one in passages for word in one.about)
    count = max(len(passages), _FEW)
    weights = {word: math.log(1 + (count - number + 0.5) / (number + 0.5)) for word, number in held.items()}
    return Shelf(passages, weights, math.log(1 + (count + 0.5) / 0.5))


def _passages(text: str) -> list[str]:
    body = sentences.body(text)
    if not body or (len(sentences.of(text)) <= _WHOLE and len(body) <= _LONGEST):
        return [body] if body else []
    return [one.strip()[:_LONGEST] for one in body.split("\n\n") if one.strip()]
