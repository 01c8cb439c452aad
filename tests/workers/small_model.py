"""A model that reads in no time: a category by its key, urgent signs by a phrase, and words that kill it."""

from __future__ import annotations

import os
import signal
from typing import Any

from ai.model import Answered, CannotAnswer, Model, Server, Usage
from ai.questions import Asked, Guess, Mail, Question, Reading, Sign, Topic, Triage

BUILDER = "tests.workers.small_model:build"


class SmallModel:
    """Knows a topic when its key stands in the text."""

    def answer(self, question: Question[Any]) -> Answered[Any]:
        """Read mails; nothing else."""
        if not isinstance(question, Triage):
            raise CannotAnswer("it only reads mail")
        return Answered(tuple(_read(mail, question.topics) for mail in question.mails), Usage(0.0))


def build(_server: Server | None) -> Model:
    """One that needs nothing."""
    return SmallModel()


def _read(mail: Mail, topics: tuple[Topic, ...]) -> Reading:
    text = f"{mail.subject} {mail.text}".casefold()
    if "unreadable" in text:
        raise ValueError("no model can read this")
    if "deadly" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    found = next((one.key for one in topics if one.key in text), None)
    sure = 0.95 if "surely" in text else 0.7
    signs = (Sign("chest-pain", "my chest hurts"),) if "my chest hurts" in text else ()
    return Reading(
        category=Guess(found, sure, (found,), ("like this",)) if found else None, none_of_these=0.1 if found else 0.9,
        priority=Guess("urgent" if signs else "normal", 0.9), language="en", sentiment=-0.7 if "angry" in text else 0.0,
        urgent=signs, private=("phone",), is_thanks="thank you" in text, asked=Asked(("May I come?",), ("Friday",), ()),
    )  # fmt: skip
