"""The model on this machine: it asks nobody, and answers from what it is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from ai import learning
from ai.local import classifier, drafting, embedding, reading, rewriting, summarising
from ai.local.categories import Categories
from ai.local.classifier import Fitted
from ai.local.kept import Damaged
from ai.local.likeness import Embedder
from ai.local.remembering import Remembering
from ai.model import Answered, CannotAnswer, Server, Usage
from ai.questions import DraftReply, Learn, Learnt, Question, Reading, Rewrite, Summarise, Triage

A = TypeVar("A")


def build(_: Server | None) -> Local:
    """The local model with its weights, where they are installed: once in a process, before it forks."""
    reading.prepare()
    return Local(embedding.find())


class Local:
    """What the rules, texts and weights of this machine can answer."""

    def __init__(self, embedder: Embedder | None) -> None:
        """`embedder` is None where none is installed."""
        self._embedder = embedder
        self._categories = Categories(embedder)
        self._answers: dict[type[Question[Any]], Callable[[Any], object]] = {
            Triage: self._triage,
            Learn: self._learn,
            Summarise: summarising.summarise,
            DraftReply: drafting.draft,
            Rewrite: rewriting.rewrite,
        }

    def answer(self, question: Question[A]) -> Answered[A]:
        """Answer a question. Raises CannotAnswer."""
        began = time.perf_counter()
        answer = self._answers.get(type(question))
        if answer is None:
            raise CannotAnswer(type(question).__name__)
        value = cast(A, answer(question))
        return Answered(value, Usage(time.perf_counter() - began))

    def _triage(self, question: Triage) -> tuple[Reading, ...]:
        found = self._categories.sort(question.mails, question.topics, question.trained)
        return tuple(reading.read(*pair) for pair in zip(question.mails, found, strict=True))

    def _learn(self, question: Learn) -> Learnt:
        """Each text is embedded once, however often it is tried."""
        embedder = Remembering(self._embedder) if self._embedder is not None else None

        def load(state: bytes) -> Fitted | None:
            try:
                return classifier.load(state, embedder)
            except Damaged:
                return None

        return learning.learn(question, lambda topics, texts: classifier.fit(topics, texts, embedder), load)
