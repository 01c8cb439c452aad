"""A place in the changes of a mailbox: one in the tree of folders and one in each folder, kept as one text."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from sync.errors import CursorLost


@dataclass(frozen=True)
class Stand:
    """How far a folder was read."""

    path: str
    """Where to go on, below the version of the API."""
    tells: str = "all"
    """Of the first walk through a folder: `all` there is, or only what is `new` since the cursor was made."""
    is_walked: bool = False
    """Whether the first walk is over: then everything counts."""


@dataclass(frozen=True)
class Cursor:
    """All of it. `at` orders cursors: seconds since 1970, or a little more than the one before has."""

    at: float
    since: float
    """When the first walk began: what changed earlier is left to the listing."""
    tree: str
    known: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    folders: dict[str, Stand] = field(default_factory=dict)

    def after(self, now: float) -> Cursor:
        """The same place, later."""
        return replace(self, at=max(now, self.at + 0.001))


@dataclass(frozen=True)
class Walk:
    """A cursor on its way, and the folders of which there are further pages."""

    cursor: Cursor
    open: tuple[str, ...]
    removed: tuple[str, ...] = ()
    """Messages that some folder no longer has."""


_CURSOR: TypeAdapter[Cursor] = TypeAdapter(Cursor)
_WALK: TypeAdapter[Walk] = TypeAdapter(Walk)


def write(one: Cursor | Walk) -> str:
    """As a text."""
    return orjson.dumps(asdict(one)).decode()


def read(text: str) -> Cursor:
    """Of a text. Raises CursorLost for one that is none."""
    found: Cursor = _parsed(_CURSOR, text)
    return found


def read_walk(text: str) -> Walk:
    """Of a page's text. Raises CursorLost for one that is none."""
    found: Walk = _parsed(_WALK, text)
    return found


def _parsed(kind: TypeAdapter[Any], text: str) -> Any:
    try:
        return kind.validate_json(text)
    except ValidationError:
        raise CursorLost("this is no place in the changes of an Outlook mailbox") from None
