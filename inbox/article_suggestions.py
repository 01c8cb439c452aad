"""Articles offered for a conversation: found by a worker for its newest mail, read along with the head of its card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, delete, func, or_, select
from sqlalchemy.orm import Session

from inbox import strung
from inbox.article_search import Found, readable
from inbox.errors import NotFound
from inbox.events import Actor
from inbox.mail.text import truncate
from inbox.models import (
    Article,
    ArticlePassage,
    ArticleSuggestion,
    ArticleTeam,
    Audience,
    Conversation,
)
from inbox.tables import inserting
from inbox.translation import N_

SHOWN = 3
KEPT = 5
"""More than are shown: another one moves up when somebody says that one does not help."""
ENOUGH, BESIDE_BEST = 0.65, 0.8
"""What fits less well is not offered, nor what fits so much less well than the best."""
_GLIMPSE = 300
_LONGEST_WORDS = 255
_DISMISSED = "x"
_GONE = N_("This suggestion does not exist any more.")

_suggestion = ArticleSuggestion.__table__.c
_article = Article.__table__.c
_passage = ArticlePassage.__table__.c
_of_team = ArticleTeam.__table__.c


class Suggested(NamedTuple):
    """An article that may help, as a card shows it."""

    id: int
    article_id: int
    score: float
    audience: Audience
    words: str
    is_dismissed: bool
    """Somebody said that it does not help here."""
    title: str
    passage: str
    """How it begins."""


def column(conversation_id: ColumnElement[Any], team_id: ColumnElement[Any]) -> Any:
    """All that were offered, with those that somebody dismissed, as one column of a conversation's row."""
    told = (
        _suggestion.id, _suggestion.article_id, _suggestion.score, _article.audience, _suggestion.words,
        case((_suggestion.dismissed_at.is_(None), ""), else_=_DISMISSED), _article.title,
        func.coalesce(func.substr(_passage.text, 1, _GLIMPSE), ""),
    )  # fmt: skip
    every = select(_of_team.team_id).where(_of_team.article_id == _article.id)
    tables = ArticleSuggestion.__table__.join(Article.__table__, _article.id == _suggestion.article_id)
    return (
        select(strung.every(strung.row(*told)))
        .select_from(tables.outerjoin(ArticlePassage.__table__, _passage.id == _suggestion.passage_id))
        .where(
            _suggestion.conversation_id == conversation_id, _article.archived_at.is_(None),
            or_(~every.exists(), every.where(_of_team.team_id == team_id).exists()),
        )
        .scalar_subquery()
    )  # fmt: skip


def read(told: str | None) -> tuple[Suggested, ...]:
    """What such a column says, best first."""
    return tuple(sorted(map(_row, strung.parted(told)), key=lambda one: (-one.score, one.id)))


def keep(session: Session, conversation: Conversation, message_id: int, found: Sequence[Found], *, by: Actor) -> int:
    """Offer what was found for a mail, in place of what was offered before; what somebody dismissed stays dismissed."""
    old = delete(ArticleSuggestion).where(
        ArticleSuggestion.conversation_id == conversation.id, ArticleSuggestion.dismissed_at.is_(None)
    )
    session.execute(old)
    rows = [
        {
            "organization_id": conversation.organization_id, "conversation_id": conversation.id,
            "article_id": one.article_id, "passage_id": one.passage_id, "message_id": message_id, "score": one.score,
            "words": truncate(", ".join(one.words), _LONGEST_WORDS), "at": by.now,
        }
        for one in found
        if one.score >= max(ENOUGH, BESIDE_BEST * found[0].score)
    ]  # fmt: skip
    if rows:
        session.execute(inserting(session, ArticleSuggestion).values(rows[:KEPT]).on_conflict_do_nothing())
    return len(rows)


def dismiss(session: Session, conversation: Conversation, suggestion_id: int, *, by: Actor) -> None:
    """Somebody says that it does not help here."""
    one = _of(session, conversation, suggestion_id)
    if one.dismissed_at is None:
        one.dismissed_at, one.dismissed_by_id = by.now, by.person_id


def offer_again(session: Session, conversation: Conversation, suggestion_id: int) -> None:
    """It was dismissed by mistake."""
    one = _of(session, conversation, suggestion_id)
    one.dismissed_at = one.dismissed_by_id = None


def quotable(session: Session, conversation: Conversation, suggestion_id: int) -> str:
    """The passage that is put into a reply: of public articles only."""
    one = _of(session, conversation, suggestion_id)
    query = select(ArticlePassage.text).join(Article, Article.id == ArticlePassage.article_id)
    query = query.where(
        ArticlePassage.id == one.passage_id, Article.audience == Audience.PUBLIC, Article.archived_at.is_(None),
        readable(session, conversation.team_id),
    )  # fmt: skip
    text = session.scalars(query).one_or_none()
    if text is None:
        raise NotFound(_GONE)
    return text


def _of(session: Session, conversation: Conversation, suggestion_id: int) -> ArticleSuggestion:
    one = session.get(ArticleSuggestion, suggestion_id)
    if one is None or one.conversation_id != conversation.id:
        raise NotFound(_GONE)
    return one


def _row(told: str) -> Suggested:
    id_, article_id, score, audience, words, dismissed, title, passage = told.split(strung.FIELD, 7)
    return Suggested(
        int(id_), int(article_id), float(score), Audience(audience), words, dismissed == _DISMISSED, title, passage
    )
