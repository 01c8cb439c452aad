"""What of a conversation would leave this machine: what cards know of it, however it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Outward:
    """What a model would be told, word for word."""

    use: str
    """For what it is asked: `triage` or `copilot`."""
    model: str
    """Whom the mailbox wants for it: `local`, `none`, or one that runs elsewhere."""
    host: str
    """Where that one is; empty: nothing leaves."""
    text: str
    taken_out: Mapping[str, int] = field(default_factory=dict)
    """How many passages of each kind were taken out."""


Preview = Callable[[Session, int], tuple[Outward, ...]]
"""Of a conversation that the viewer was found to be allowed to see."""


def nothing(_session: Session, _conversation_id: int) -> tuple[Outward, ...]:
    """Where nobody can tell."""
    return ()
