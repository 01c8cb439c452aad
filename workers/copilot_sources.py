"""Where drafts take what they say from: texts that the asker may use, each found by its own finder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ai.questions import Source
from inbox import templates
from inbox.access import Viewer

_TEMPLATES = 100


@dataclass(frozen=True)
class Wanted:
    """For whom sources are looked up, and for what letter."""

    viewer: Viewer
    team_id: int
    text: str
    """Subject and text of the letter that is to be answered."""
    language: str
    known: Mapping[str, str]
    """Values of variables in templates."""


Finder = Callable[[Session, Wanted], Iterator[Source]]


def found(session: Session, wanted: Wanted) -> tuple[Source, ...]:
    """All that the finders find, in their order."""
    return tuple(source for find in FINDERS for source in find(session, wanted))


def _templates(session: Session, wanted: Wanted) -> Iterator[Source]:
    """The templates that the asker could insert, those in the letter's language first; gaps stay as they are."""
    for one in templates.usable(session, wanted.viewer, wanted.team_id, language=wanted.language, limit=_TEMPLATES):
        yield Source(f"template:{one.id}", one.name, templates.fill(one, wanted.known).text)


FINDERS: tuple[Finder, ...] = (_templates,)
"""A new kind of source is one line here."""
