"""What every model can do, in words that fit all of them, and how asking one ends when it does not answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ai.questions import Question

A = TypeVar("A")


class ModelError(Exception):
    """A model gave no answer that can be used. The text is for logs and holds nothing of what was asked."""


class CannotAnswer(ModelError):
    """This model does not answer questions of this kind."""


@dataclass(frozen=True)
class Usage:
    """What an answer took."""

    seconds: float
    tokens_in: int = 0
    tokens_out: int = 0


class ModelDown(ModelError):
    """It could not be reached, refused, took too long, or answered nonsense."""

    def __init__(self, text: str, *, usage: Usage | None = None, is_nonsense: bool = False, wait: float = 0.0) -> None:
        super().__init__(text)
        self.usage = usage or Usage(0.0)
        """What it took nevertheless."""
        self.is_nonsense = is_nonsense
        """It answered, but not what was asked."""
        self.wait = wait
        """Seconds for which it asks to be left alone; 0 when it does not say."""


@dataclass(frozen=True)
class Answered(Generic[A]):
    """An answer and what it took."""

    value: A
    usage: Usage


class Model(Protocol):
    """A model with what it holds: loaded weights, a connection, or nothing."""

    def answer(self, question: Question[A]) -> Answered[A]:
        """Answer a question. Raises CannotAnswer, ModelDown."""
        ...


@dataclass(frozen=True)
class Server:
    """Where a model that runs elsewhere is reached, and what it costs."""

    base_url: str
    key: str
    name: str
    """Of the model, as the server knows it."""
    timeout: float = 20.0
    """Seconds for one answer."""
    price_in: float = 0.0
    """For a million tokens, in the currency of the organization's budget."""
    price_out: float = 0.0
    form: str = "schema"
    """How it is made to answer in a form that can be read: `schema`, `tool` or `prompt`."""
    ca_file: str = ""
    """Certificates to trust; empty: the usual ones."""
