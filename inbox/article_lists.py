"""Articles in lists: what there is, what is due for review, and their earlier wordings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from inbox.access import Viewer
from inbox.article_search import readable
from inbox.models import Article, ArticleTeam, ArticleVersion, Audience, Person, Team

_BEGINNING = 400
_BREAK = "\x1f"
_article = Article.__table__.c
_version = ArticleVersion.__table__.c
_person = Person.__table__.c


class Listed(NamedTuple):
    """An article in a list."""

    id: int
    title: str
    language: str
    audience: Audience
    owner_id: int | None
    owner: str | None
    review_on: date | None
    changed_at: datetime
    archived_at: datetime | None
    beginning: str


class Wording(NamedTuple):
    """A version in the history of an article."""

    number: int
    at: datetime
    who: str | None
    why: str


class Overview(NamedTuple):
    """What there is in all, by language, and what is due for the viewer."""

    by_language: dict[str, int]
    archived: int
    due: int

    @property
    def current(self) -> int:
        return sum(self.by_language.values())


def listed(
    session: Session, viewer: Viewer, *, today: date, language: str = "", is_archived: bool = False, start: int = 0,
    limit: int,
) -> list[Listed]:  # fmt: skip
    """The articles that the viewer may read: first what is due for them to review, then by title."""
    query = _listed(session, viewer).where(
        _article.archived_at.is_not(None) if is_archived else _article.archived_at.is_(None)
    )
    if language:
        query = query.where(_article.language == language)
    is_due = case((and_(_article.owner_id == viewer.person_id, _article.review_on <= today), 0), else_=1)
    ordered = query.order_by(is_due, func.lower(_article.title), _article.id).offset(start).limit(limit)
    return [Listed._make(row) for row in session.execute(ordered)]


def of_ids(session: Session, viewer: Viewer, ids: Sequence[int]) -> dict[int, Listed]:
    """Some of them, by id."""
    rows = session.execute(_listed(session, viewer).where(_article.id.in_(ids))) if ids else ()
    return {row[0]: Listed._make(row) for row in rows}


def overview(session: Session, viewer: Viewer, *, today: date) -> Overview:
    """How many there are."""
    is_mine = and_(_article.owner_id == viewer.person_id, _article.review_on <= today, _article.archived_at.is_(None))
    query = (
        select(
            _article.language, _article.archived_at.is_not(None), func.count(), func.sum(case((is_mine, 1), else_=0))
        )
        .where(_article.organization_id == viewer.organization_id, readable(session, viewer))
        .group_by(_article.language, _article.archived_at.is_not(None))
        .order_by(_article.language)
    )  # fmt: skip
    rows = session.execute(query).all()
    return Overview(
        {row[0]: row[2] for row in rows if not row[1]},
        sum(row[2] for row in rows if row[1]),
        sum(int(row[3] or 0) for row in rows),
    )


def versions(session: Session, article_id: int, *, limit: int) -> list[Wording]:
    """The wordings of an article that the caller may read, newest first."""
    query = (
        select(_version.number, _version.at, _person.name, _version.why)
        .select_from(ArticleVersion.__table__)
        .outerjoin(Person.__table__, _person.id == _version.person_id)
        .where(_version.article_id == article_id)
        .order_by(_version.number.desc())
        .limit(limit)
    )
    return [Wording._make(row) for row in session.execute(query)]


def names(session: Session, article: Article) -> tuple[str, tuple[str, ...]]:
    """The name of an article's owner, and those of its teams."""
    teams = select(func.aggregate_strings(Team.name, _BREAK)).join(ArticleTeam, ArticleTeam.team_id == Team.id)
    owner = select(Person.name).where(Person.id == article.owner_id).scalar_subquery()
    row = session.execute(select(owner, teams.where(ArticleTeam.article_id == article.id).scalar_subquery())).one()
    return row[0] or "", tuple(sorted((row[1] or "").split(_BREAK))) if row[1] else ()


def _listed(session: Session, viewer: Viewer) -> Select[Any]:
    return (
        select(
            _article.id, _article.title, _article.language, _article.audience, _article.owner_id, _person.name,
            _article.review_on, _article.changed_at, _article.archived_at, func.substr(_article.body, 1, _BEGINNING),
        )
        .select_from(Article.__table__)
        .outerjoin(Person.__table__, _person.id == _article.owner_id)
        .where(_article.organization_id == viewer.organization_id, readable(session, viewer))
    )  # fmt: skip
