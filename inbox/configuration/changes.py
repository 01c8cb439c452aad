"""What applying a file changes, collected as sentences for the person who applies it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

from inbox.models import Base


class How(enum.StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    KEPT = "kept"
    """It is no longer in the file but still needed."""
    BEWARE = "beware"
    """Something that may not be meant."""


@dataclass(frozen=True)
class Change:
    """One thing that differs from the file as it was applied before."""

    how: How
    what: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.how.value:8} {self.what}" + (f": {self.detail}" if self.detail else "")


@dataclass
class Changes:
    """The changes so far, in the order of the file."""

    all: list[Change] = field(default_factory=list)

    def note(self, how: How, what: str, detail: str = "") -> None:
        self.all.append(Change(how, what, detail))

    def bring(self, row: Base, what: str, *, is_new: bool = False, **values: Any) -> None:
        """Give a row these values; a new row is one change, an old one names the fields that differed."""
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        for name in differing:
            setattr(row, name, values[name])
        if is_new:
            self.note(How.ADDED, what)
        elif differing:
            self.note(How.CHANGED, what, ", ".join(differing))
