"""The model of those who want none: it answers nothing."""

from __future__ import annotations

from typing import TypeVar

from ai.model import Answered, CannotAnswer, Server
from ai.questions import Question

A = TypeVar("A")


class NoModel:
    """Has no answer to anything."""

    def answer(self, question: Question[A]) -> Answered[A]:
        """Raises CannotAnswer."""
        raise CannotAnswer(f"no model is wanted here, so none answers {type(question).__name__}")


def build(_server: Server | None) -> NoModel:
    """One that needs nothing."""
    return NoModel()
