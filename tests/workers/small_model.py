"""A model that reads in no time: a category by its key, urgent signs by a phrase, and words that kill it."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ai import learning
from ai.model import Answered, CannotAnswer, Model, Server, Usage
from ai.questions import Asked, Guess, Learn, Mail, Question, Reading, Sign, Topic, Triage

BUILDER = "tests.workers.small_model:build"


class SmallModel:
    """Knows a topic when its key stands in the text."""

    def answer(self, question: Question[Any]) -> Answered[Any]:
        """Read mails, and learn texts by heart; nothing else."""
        if isinstance(question, Learn):
            return Answered(learning.learn(question, _Heart.fit, _Heart.load), Usage(0.0))
        if not isinstance(question, Triage):
            raise CannotAnswer("it only reads mail")
        heart = _Heart.load(question.trained.state) if question.trained else _Heart({})
        return Answered(tuple(_read(mail, question.topics, heart) for mail in question.mails), Usage(0.0))


@dataclass(frozen=True)
class _Heart:
    """What was learnt by heart: texts and their topics."""

    known: dict[str, str | None]

    @classmethod
    def fit(cls, _topics: Sequence[Topic], lessons: Sequence[tuple[str, str | None]]) -> _Heart:
        return cls({" ".join(text.split()): topic for text, topic in lessons})

    @classmethod
    def load(cls, state: bytes) -> _Heart:
        return cls(orjson.loads(state))

    def dump(self) -> bytes:
        return orjson.dumps(self.known)

    def predict(self, texts: Sequence[str]) -> list[_Said]:
        return [_Said(self.known.get(text)) for text in texts]


@dataclass(frozen=True)
class _Said:
    topic: str | None

    @property
    def category(self) -> Guess | None:
        return Guess(self.topic, 0.9) if self.topic else None


def build(_server: Server | None) -> Model:
    """One that needs nothing."""
    return SmallModel()


def _read(mail: Mail, topics: tuple[Topic, ...], heart: _Heart) -> Reading:
    learnt = " ".join(f"{mail.subject} {mail.text}".split())
    text = f"{mail.subject} {mail.text}".casefold()
    if "unreadable" in text:
        raise ValueError("no model can read this")
    if "deadly" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    found = heart.known.get(learnt) or next((one.key for one in topics if one.key in text), None)
    sure = 0.95 if "surely" in text else 0.7
    signs = (Sign("chest-pain", "my chest hurts"),) if "my chest hurts" in text else ()
    guess = Guess(found, sure, (found,), ("like this", learnt)) if found else None
    return Reading(
        category=guess, none_of_these=0.1 if found else 0.9,
        priority=Guess("urgent" if signs else "normal", 0.9), language="en", sentiment=-0.7 if "angry" in text else 0.0,
        urgent=signs, private=("phone",), is_thanks="thank you" in text, asked=Asked(("May I come?",), ("Friday",), ()),
    )  # fmt: skip
