"""Where drafts take what they say from: texts that the asker may use, each found by its own finder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ai.questions import Source
from inbox import article_search, templates
from inbox.access import Viewer
from inbox.models import Audience

_TEMPLATES, _ARTICLES = 100, 8


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


def _articles(session: Session, wanted: Wanted) -> Iterator[Source]:
    """The passages of articles that fit the letter. What is for staff alone is never put into a reply."""
    found = article_search.find(
        session, wanted.viewer.organization_id, wanted.viewer, wanted.text, language=wanted.language, limit=_ARTICLES,
        audience=Audience.PUBLIC,
    )  # fmt: skip
    for one in found:
        yield Source(f"article:{one.article_id}", one.title, one.passage)


FINDERS: tuple[Finder, ...] = (_articles, _templates)
"""A new kind of source is one line here."""
