"""The sentence model of this process, where one is installed: what texts mean, in the form in which it is stored."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import structlog
from sqlalchemy import select

from inbox import article_search
from inbox.article_search import Meaning
from inbox.models import Article, ArticlePassage
from workers.job import UnitsOfWork

AT_ONCE = 32
"""Texts that are computed between two looks at the database."""
_MODEL = "ai.local.embedding:find"
_log = structlog.get_logger(__name__)


class Embedder(Protocol):
    """What gives texts their place among other texts."""

    name: str

    def embed(self, texts: Sequence[str]) -> Any:
        """A row of numbers of length 1 for each text."""
        ...


@cache
def embedder() -> Embedder | None:
    """The model, loaded once in a process; None where none is installed: words alone serve then."""
    try:
        find = pkgutil.resolve_name(_MODEL)
    except ImportError as missing:  # an installation without what the model needs
        _log.info("there is no sentence model", missing=str(missing))
        return None
    found: Embedder | None = find()
    return found


def meanings(model: Embedder, texts: Sequence[str]) -> list[Meaning]:
    """What each of the texts means."""
    rows = model.embed(texts) if texts else ()
    return [Meaning(model.name, article_search.packed([float(one) for one in row])) for row in rows]


def catch_up(work: UnitsOfWork, model: Embedder) -> None:
    """Say what all passages mean of which this model has not said it: some at a time, outside any unit of work.

    A passage that was changed meanwhile is gone, and the new one is said later.
    """
    while True:
        with work.unit(writes=False) as session:
            query = select(ArticlePassage.id, Article.title, ArticlePassage.heading, ArticlePassage.text)
            query = query.join(Article, Article.id == ArticlePassage.article_id)
            rows = session.execute(query.where(ArticlePassage.model != model.name).limit(AT_ONCE)).all()
        if not rows:
            return
        found = meanings(model, [". ".join(filter(None, row[1:])) for row in rows])
        with work.unit() as session:
            for row, one in zip(rows, found, strict=True):
                passage = session.get(ArticlePassage, row[0])
                if passage is not None:
                    passage.model, passage.embedding = one
