"""Asking the model that a mailbox names."""

from __future__ import annotations

import functools
import pkgutil
from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from ai.model import CannotAnswer, Model
from ai.models import MODELS
from ai.questions import Question
from inbox.models import Mailbox
from workers.job import UnitsOfWork

A = TypeVar("A")
LOCAL = "local"


@dataclass(frozen=True)
class Consulted(Generic[A]):
    """An answer, and who gave it."""

    value: A
    model: str
    instead_of: str = ""
    """The model that should have answered and did not."""


def consult(
    work: UnitsOfWork, organization_id: int, question: Question[A], *, mailbox_id: int,
    use: Literal["triage", "copilot"], person_id: int | None = None,
    message_ids: Collection[int] = (),
) -> Consulted[A]:  # fmt: skip
    """Ask the local model. To be called outside any unit of work. Raises CannotAnswer where the mailbox has no AI."""
    with work.unit(writes=False) as session:
        if session.get_one(Mailbox, mailbox_id).settings.get(use) == "none":
            raise CannotAnswer("the mailbox has no AI")
    return Consulted(_local().answer(question).value, LOCAL)


@functools.cache
def _local() -> Model:
    model: Model = pkgutil.resolve_name(MODELS[LOCAL])(None)
    return model
