"""Articles of the knowledge base: written and kept true by leads and admins, read by all staff, every wording kept."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from inbox import article_terms, events, passages
from inbox.access import Viewer, require_lead, team_ids_of
from inbox.article_search import readable
from inbox.errors import Invalid, NotFound, Stale
from inbox.events import Actor
from inbox.mail import languages
from inbox.mail.text import one_line, storable, truncate
from inbox.models import (
    Article,
    ArticlePassage,
    ArticleTeam,
    ArticleVersion,
    Audience,
    EventKind,
    Person,
    Role,
)
from inbox.translation import N_

LONGEST, LONGEST_TITLE, LONGEST_WHY = 20_000, 200, 255
REVIEW_AFTER = timedelta(days=365)
_KEY = re.compile(r"[a-z0-9]+")
GONE = N_("This article does not exist, or you have no access to it.")


@dataclass(frozen=True)
class Written:
    """What somebody wants an article to be."""

    title: str
    body: str
    language: str
    audience: Audience = Audience.STAFF
    owner_id: int | None = None
    team_ids: frozenset[int] = frozenset()
    review_on: date | None = None


class Rewritten(Stale):
    """Somebody else saved the article after its writer had opened it."""


def article_for(session: Session, viewer: Viewer, article_id: int, *, to_change: bool = False) -> Article:
    """An article that the viewer may read; to be changed, locked, by leads and admins only."""
    query = select(Article).where(
        Article.id == article_id, Article.organization_id == viewer.organization_id, readable(session, viewer)
    )
    found = session.scalars(query.with_for_update() if to_change else query).one_or_none()
    if found is None:
        raise NotFound(GONE)
    if to_change:
        require_lead(viewer)
    return found


def may_write(viewer: Viewer) -> bool:
    """Whether somebody may write articles and change those that they may read."""
    return viewer.role in (Role.ADMIN, Role.LEAD)


def teams_of(session: Session, article: Article) -> frozenset[int]:
    """The teams that an article is for; none: all."""
    return frozenset(session.scalars(select(ArticleTeam.team_id).where(ArticleTeam.article_id == article.id)))


def write(
    session: Session, organization_id: int, wanted: Written, *, by: Actor, key: str = "", why: str = ""
) -> Article:
    """Write a new article. Whoever calls has made sure that its owner and teams are the organization's."""
    wanted = checked(wanted)
    article = Article(
        organization_id=organization_id, key=key or _key(wanted.title), title=wanted.title, body=wanted.body,
        language=wanted.language, audience=wanted.audience, owner_id=wanted.owner_id, review_on=wanted.review_on,
        version=1, created_at=by.now, changed_at=by.now,
    )  # fmt: skip
    session.add(article)
    session.flush()
    session.add_all(ArticleTeam(article_id=article.id, team_id=team) for team in sorted(wanted.team_ids))
    _keep(session, article, by=by, why=why)
    _record(session, article, EventKind.ARTICLE_WRITTEN, by=by, reason=why)
    return article


def change(session: Session, article: Article, wanted: Written, *, seen: int, by: Actor, why: str = "") -> bool:
    """Make an article what somebody wants it to be; whether anything changed. `seen` is the version that they had
    before them: raises Rewritten when it is not the one that holds."""
    wanted = checked(wanted)
    if article.version != seen:
        raise Rewritten(N_("Somebody saved this article after you had opened it. Nothing was overwritten."))
    old = article.audience
    has_changed = _set(session, article, wanted, by=by)
    has_new_wording = (article.title, article.body) != (wanted.title, wanted.body)
    has_other_language = article.language != wanted.language
    article.title, article.body, article.language = wanted.title, wanted.body, wanted.language
    if has_new_wording:
        article.version += 1
        _keep(session, article, by=by, why=why)
    elif has_other_language:
        _split(session, article)
    if has_new_wording or has_other_language or has_changed:
        article.changed_at = by.now
        _record(session, article, EventKind.ARTICLE_CHANGED, by=by, reason=why, version=article.version)
    set_audience(session, article, wanted.audience, by=by)
    return has_new_wording or has_other_language or has_changed or old is not wanted.audience


def restore(session: Session, article: Article, number: int, *, by: Actor) -> None:
    """Let an earlier wording hold again, as a new version."""
    old = version_of(session, article, number)
    if (article.title, article.body) == (old.title, old.body):
        return
    article.title, article.body, article.changed_at = old.title, old.body, by.now
    article.version += 1
    _keep(session, article, by=by, why="")
    _record(session, article, EventKind.ARTICLE_RESTORED, by=by, version=article.version, restored=number)


def version_of(session: Session, article: Article, number: int) -> ArticleVersion:
    """One wording of an article that the caller may read."""
    query = select(ArticleVersion).where(ArticleVersion.article_id == article.id, ArticleVersion.number == number)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(GONE)
    return found


def set_audience(session: Session, article: Article, audience: Audience, *, by: Actor) -> None:
    """Make it public, or staff-only."""
    if article.audience is not audience:
        article.audience, article.changed_at = audience, by.now
        is_public = audience is Audience.PUBLIC
        _record(session, article, EventKind.ARTICLE_PUBLISHED if is_public else EventKind.ARTICLE_UNPUBLISHED, by=by)


def archive(session: Session, article: Article, *, by: Actor) -> None:
    """From now on it is neither found nor offered; it can be brought back."""
    if article.archived_at is None:
        article.archived_at = by.now
        _record(session, article, EventKind.ARTICLE_ARCHIVED, by=by)


def unarchive(session: Session, article: Article, *, by: Actor) -> None:
    """Bring it back."""
    if article.archived_at is not None:
        article.archived_at = None
        _record(session, article, EventKind.ARTICLE_UNARCHIVED, by=by)


def review(session: Session, article: Article, next_on: date, *, by: Actor) -> None:
    """Somebody looked: it is still true. The next look is due on a day."""
    if article.review_on != next_on:
        article.review_on = next_on
        _record(session, article, EventKind.ARTICLE_REVIEWED, by=by, until=next_on.isoformat())


def checked(wanted: Written) -> Written:
    """The same with clean text. Raises Invalid with the field that cannot be used."""
    title, body = one_line(wanted.title), storable(wanted.body).strip()
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(N_("Write a title of at most 200 characters."), field="title")
    if not body:
        raise Invalid(N_("Write something first."), field="body")
    if len(body) > LONGEST:
        raise Invalid(N_("An article can have %(most)d characters; this one has %(length)d."), field="body",
                      most=LONGEST, length=len(body))  # fmt: skip
    if wanted.language not in languages.KNOWN:
        raise Invalid(N_("Choose from the list."), field="language")
    return replace(wanted, title=title, body=body)


def require_known(session: Session, viewer: Viewer, wanted: Written, before: frozenset[int] = frozenset()) -> None:
    """Owner and teams are such as the viewer may name; teams that were there `before` may stay. Raises Invalid."""
    own = frozenset(team_ids_of(session, viewer))
    if not wanted.team_ids <= before | own:
        raise Invalid(N_("Choose from the list."), field="teams")
    if wanted.team_ids and not viewer.is_admin and not wanted.team_ids & own:
        raise Invalid(N_("Choose one of your own teams, too: you could not read it any more."), field="teams")
    if wanted.owner_id is not None:
        person = session.get(Person, wanted.owner_id)
        if person is None or person.organization_id != viewer.organization_id or person.role is Role.COLLABORATOR:
            raise Invalid(N_("Choose from the list."), field="owner")


def _set(session: Session, article: Article, wanted: Written, *, by: Actor) -> bool:
    """What is about the article and not in it."""
    teams = teams_of(session, article)
    changed = (article.owner_id, article.review_on, teams) != (wanted.owner_id, wanted.review_on, wanted.team_ids)
    article.owner_id, article.review_on = wanted.owner_id, wanted.review_on
    if teams != wanted.team_ids:
        session.execute(delete(ArticleTeam).where(ArticleTeam.article_id == article.id))
        session.add_all(ArticleTeam(article_id=article.id, team_id=team) for team in sorted(wanted.team_ids))
    return changed


def _keep(session: Session, article: Article, *, by: Actor, why: str) -> None:
    """The wording as a version, and anew in passages."""
    session.add(
        ArticleVersion(
            article_id=article.id, number=article.version, title=article.title, body=article.body,
            why=truncate(one_line(why), LONGEST_WHY), at=by.now, person_id=by.person_id,
        )
    )  # fmt: skip
    _split(session, article)


def _split(session: Session, article: Article) -> None:
    """What it means is computed by a worker."""
    session.execute(delete(ArticlePassage).where(ArticlePassage.article_id == article.id))
    for position, one in enumerate(passages.passages(article.body)):
        words, length = article_terms.indexed(f"{article.title} {one.heading} {one.text}", article.language)
        session.add(
            ArticlePassage(
                organization_id=article.organization_id, article_id=article.id, position=position, heading=one.heading,
                text=one.text, words=words, length=length,
            )
        )  # fmt: skip
    session.flush()


def _record(
    session: Session, article: Article, kind: EventKind, *, by: Actor, reason: str = "", **data: object
) -> None:
    events.record_of_organization(
        session, article.organization_id, kind, by=by, reason=truncate(one_line(reason), LONGEST_WHY),
        article=article.id, new=article.title, **data,
    )  # fmt: skip


def _key(title: str) -> str:
    """A key of its own, made from the title."""
    words = "-".join(_KEY.findall(" ".join(article_terms.tokens(title, "de"))))[:60].strip("-")
    return f"{words or 'article'}-{secrets.token_hex(3)}"
