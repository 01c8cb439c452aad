"""The model on this machine: it asks nobody, and answers from what it is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from ai.local import drafting, rewriting, summarising
from ai.model import Answered, CannotAnswer, Server, Usage
from ai.questions import DraftReply, Question, Rewrite, Summarise

A = TypeVar("A")

_ANSWERS: dict[type[Question[Any]], Callable[[Any], object]] = {
    Summarise: summarising.summarise,
    DraftReply: drafting.draft,
    Rewrite: rewriting.rewrite,
}


def build(_: Server | None) -> Local:
    """The local model."""
    return Local()


class Local:
    """What the rules and texts of this machine can answer."""

    def answer(self, question: Question[A]) -> Answered[A]:
        """Answer a question. Raises CannotAnswer."""
        began = time.perf_counter()
        answer = _ANSWERS.get(type(question))
        if answer is None:
            raise CannotAnswer(type(question).__name__)
        value = cast(A, answer(question))
        return Answered(value, Usage(time.perf_counter() - began))
