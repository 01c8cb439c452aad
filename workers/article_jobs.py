"""What follows for articles: their meaning is computed, they are offered beside mail, and their owners are reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import article_queries, article_search, article_suggestions, correspondence, noticing
from inbox.events import Actor
from inbox.mail import languages
from inbox.models import (
    Article,
    ArticleQuery,
    Conversation,
    Door,
    Event,
    EventKind,
    Finding,
    Message,
    Notice,
    Status,
)
from workers import meaning, queues
from workers.job import UnitsOfWork, job
from workers.meaning import Embedder

REWORDED = (EventKind.ARTICLE_WRITTEN, EventKind.ARTICLE_CHANGED, EventKind.ARTICLE_RESTORED)
"""What makes passages anew."""
OFFERED_AFTER = (EventKind.RECEIVED, EventKind.MERGED, EventKind.SPLIT, EventKind.JOINED)
"""What gives a conversation another newest mail."""
_FRESH = timedelta(days=2)
"""Older mail waits until there is time."""
_WAITING = timedelta(days=30)
"""Mail that is open and not older is looked at again when articles change."""
_MOST_WAITING, _IN_A_JOB = 1_000, 100
_READ = 2_000
"""Characters of a mail that are looked at."""


@job(queues.SPARE)
def compute_meanings(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Articles were written or changed: say what their passages mean, and look again what they help with."""
    model = meaning.embedder()
    if model is not None:
        meaning.catch_up(work, model)
    with work.unit() as session:
        waiting = (
            select(Conversation.id)
            .where(
                Conversation.organization_id.in_(select(Event.organization_id).where(Event.id.in_(event_ids))),
                Conversation.status != Status.CLOSED, Conversation.last_inbound_at >= work.clock() - _WAITING,
            )
            .order_by(Conversation.last_inbound_at.desc(), Conversation.id)
        )  # fmt: skip
        ids = list(session.scalars(waiting.limit(_MOST_WAITING)))
        for start in range(0, len(ids), _IN_A_JOB):
            offer_for_old_mail.after(session, ids[start : start + _IN_A_JOB])


@job(queues.SPARE)
def catch_up_with_meanings(work: UnitsOfWork) -> None:
    """Say it of all of which it is not known, as when another model was installed; and forget old queries."""
    model = meaning.embedder()
    if model is not None:
        meaning.catch_up(work, model)
    with work.unit() as session:
        article_queries.forget(session, now=work.clock())


@job(queues.TRIAGE)
def say_what_is_meant(work: UnitsOfWork, query_id: int) -> None:
    """Somebody waits for what a query means."""
    model = meaning.embedder()
    with work.unit(writes=False) as session:
        row = session.get(ArticleQuery, query_id)
        text = row.text if row else ""
    found = meaning.meanings(model, [text]) if model and text else []
    with work.unit() as session:
        article_queries.answer(session, query_id, found[0] if found else None)


@job(queues.TRIAGE)
def offer_articles(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Look for articles that help with mail that just came; with older mail when there is time."""
    with work.unit(writes=False) as session:
        query = (
            select(Conversation.id, Conversation.last_inbound_at)
            .join(Event, Event.conversation_id == Conversation.id)
            .where(
                Event.id.in_(event_ids), Conversation.status != Status.CLOSED,
                Conversation.organization_id.in_(select(Article.organization_id).where(Article.archived_at.is_(None))),
            )
        )  # fmt: skip
        places = {row[0]: row[1] for row in session.execute(query)}
    since = work.clock() - _FRESH
    fresh = sorted(id_ for id_, at in places.items() if at is not None and at >= since)
    if fresh:
        offer(work, fresh, meaning.embedder())
    old = sorted(places.keys() - set(fresh))
    if old:
        with work.unit() as session:
            offer_for_old_mail.after(session, old)


@job(queues.SPARE)
def offer_for_old_mail(work: UnitsOfWork, conversation_ids: list[int]) -> None:
    """Look for articles that help with mail that came some time ago."""
    offer(work, conversation_ids, meaning.embedder())


@job(queues.BACKFILL)
def remind_of_reviews(work: UnitsOfWork) -> None:
    """Tell the owners of articles whose day has come, once for each such day."""
    now = work.clock()
    with work.unit() as session:
        due = select(Article).where(
            Article.review_on <= now.date(), Article.archived_at.is_(None), Article.owner_id.is_not(None)
        )
        for one in session.scalars(due.order_by(Article.id)):
            assert one.owner_id is not None
            noticing.tell(
                session, Notice.ARTICLE_REVIEW, to=[one.owner_id], conversation=None,
                organization_id=one.organization_id, dedupe=f"article-review:{one.id}:{one.review_on}",
                by=Actor(Door.SYSTEM, now), name=one.title,
            )  # fmt: skip


def offer(work: UnitsOfWork, conversation_ids: Sequence[int], model: Embedder | None) -> None:
    """What the newest mail of each asks for; the meanings are computed together, outside any unit of work."""
    for start in range(0, len(conversation_ids), meaning.AT_ONCE):
        some = conversation_ids[start : start + meaning.AT_ONCE]
        with work.unit(writes=False) as session:
            mails = {id_: mail for id_ in some if (mail := correspondence.newest_from_outside(session, id_))}
        texts = [_text(mail) for mail in mails.values()]
        meant = meaning.meanings(model, texts) if model else [None] * len(texts)
        for (id_, mail), text, one in zip(mails.items(), texts, meant, strict=True):
            with work.unit() as session:
                _keep(session, id_, mail, text, one, Actor(Door.AI, work.clock()))


def _keep(
    session: Session, conversation_id: int, mail: Message, text: str, meant: article_search.Meaning | None, by: Actor
) -> None:
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        return
    language = session.scalars(select(Finding.language).where(Finding.message_id == mail.id)).one_or_none()
    found = article_search.find(
        session, conversation.organization_id, conversation.team_id, text, meaning=meant,
        language=language or languages.guessed(text), limit=article_suggestions.KEPT,
    )  # fmt: skip
    article_suggestions.keep(session, conversation, mail.id, found, by=by)


def _text(mail: Message) -> str:
    return f"{mail.subject}\n{mail.visible_text[:_READ]}"
