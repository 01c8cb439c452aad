"""What staff look for in the knowledge base: a worker computes what it means, and the next look finds by that, too."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from inbox.article_search import Meaning
from inbox.mail.text import one_line
from inbox.models import ArticlePassage, ArticleQuery
from inbox.tables import inserting

LONGEST = 200
KEPT_FOR = timedelta(days=1)


class Asked(NamedTuple):
    """What is known of a query."""

    meaning: Meaning | None
    is_pending: bool
    """Whether a worker has still to say what it means."""


def trimmed(query: str) -> str:
    """A query as it is looked for."""
    return one_line(query)[:LONGEST]


def ask(session: Session, organization_id: int, query: str, *, now: datetime) -> int | None:
    """Let a worker say what a query means; None where it is known, or no article's meaning is."""
    known = asked(session, organization_id, query)
    has_meanings = select(ArticlePassage.id).where(
        ArticlePassage.organization_id == organization_id, ArticlePassage.embedding.is_not(None)
    )
    if known.meaning is not None or not query or session.scalars(has_meanings.limit(1)).first() is None:
        return None
    values = {"organization_id": organization_id, "digest": _digest(query), "text": query, "model": "", "at": now}
    session.execute(inserting(session, ArticleQuery).values(values).on_conflict_do_nothing())
    row = session.scalars(_of(organization_id, query)).one()
    return row.id if row.text else None


def asked(session: Session, organization_id: int, query: str) -> Asked:
    """What a query means, as far as that is known."""
    row = session.scalars(_of(organization_id, query)).one_or_none()
    if row is None:
        return Asked(None, is_pending=False)
    if row.embedding is None:
        return Asked(None, is_pending=bool(row.text))
    return Asked(Meaning(row.model, row.embedding), is_pending=False)


def answer(session: Session, query_id: int, meaning: Meaning | None) -> None:
    """Write down what it means, and forget its words: they may name a patient."""
    row = session.get(ArticleQuery, query_id)
    if row is not None:
        row.text = ""
        if meaning is not None:
            row.model, row.embedding = meaning


def forget(session: Session, *, now: datetime) -> None:
    """What was looked for some time ago is not kept."""
    session.execute(delete(ArticleQuery).where(ArticleQuery.at < now - KEPT_FOR))


def _of(organization_id: int, query: str) -> Select[ArticleQuery]:
    return select(ArticleQuery).where(
        ArticleQuery.organization_id == organization_id, ArticleQuery.digest == _digest(query)
    )


def _digest(query: str) -> str:
    return hashlib.sha256(query.casefold().encode()).hexdigest()
