"""A server of models on loopback, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ai.model import Answered, Server, Usage
from ai.questions import (
    Draft,
    Guess,
    Mail,
    Point,
    Question,
    Reading,
    Rewrite,
    Sign,
    Summarise,
    Summary,
    Triage,
)
from simulator.openai.routes import create_app
from simulator.openai.state import State
from tests.loopback import serving


@dataclass(frozen=True)
class Served:
    """Where it listens, and what it saw."""

    address: str
    state: State

    def server(self, **changed: Any) -> Server:
        """As the product knows it."""
        return Server(
            **{"base_url": f"{self.address}/v1", "key": self.state.key, "name": "small", "timeout": 5.0, **changed}
        )


@contextmanager
def served(state: State) -> Iterator[Served]:
    """Listen while a test looks at it."""
    with serving(create_app(state)) as address:
        try:
            yield Served(address, state)
        finally:
            state.over.set()


class LocalModel:
    """Stands where the local model does: reads in no time, sees no urgent sign but pain, and says that it was it."""

    def answer(self, question: Question[Any]) -> Answered[Any]:
        """Anything that is asked."""
        if isinstance(question, Triage):
            return Answered(tuple(_read(mail) for mail in question.mails), Usage(0.001))
        if isinstance(question, Summarise):
            return Answered(Summary((Point("local", question.letters[0].id),)), Usage(0.001))
        return Answered("local" if isinstance(question, Rewrite) else Draft("local"), Usage(0.001))


def build_local(_server: Server | None) -> LocalModel:
    """One that needs nothing."""
    return LocalModel()


def _read(mail: Mail) -> Reading:
    signs = (Sign("chest-pain", "pain"),) if "pain" in mail.text else ()
    return Reading(
        category=None, none_of_these=0.5, priority=Guess("urgent" if signs else "normal", 0.9), language="en",
        sentiment=0.0, urgent=signs, private=("phone",),
    )  # fmt: skip
