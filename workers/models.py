"""Asking the model that a mailbox names; the local one is loaded once in a process."""

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
LOCAL, NONE = "local", "none"


@dataclass(frozen=True)
class Consulted(Generic[A]):
    """An answer, and who gave it."""

    value: A
    model: str
    instead_of: str = ""
    """The model that should have answered and did not."""


def consult(
    work: UnitsOfWork, organization_id: int, question: Question[A], *, mailbox_id: int,
    use: Literal["triage", "copilot"], person_id: int | None = None, message_ids: Collection[int] = (),
) -> Consulted[A]:  # fmt: skip
    """Ask the model that the mailbox wants for this. Raises CannotAnswer where the mailbox has no AI."""
    with work.unit(writes=False) as session:
        chosen = session.get_one(Mailbox, mailbox_id).settings.get(use, LOCAL)
    if chosen == NONE:
        raise CannotAnswer("the mailbox has no AI")
    return Consulted(local().answer(question).value, LOCAL)


def local() -> Model:
    """The local model, loaded once in a process: before it forks, no child has to."""
    return _loaded(MODELS[LOCAL])


@functools.cache
def _loaded(builder: str) -> Model:
    model: Model = pkgutil.resolve_name(builder)(None)
    return model
