"""Articles that tests start from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from inbox import article_queries, article_search, article_suggestions, articles
from inbox.article_search import Found
from inbox.articles import Written
from inbox.models import Article, ArticlePassage, Audience, Conversation, Message
from tests import clinic as building
from tests.clinic import Clinic


def article(
    session: Session, clinic: Clinic, now: datetime, title: str, body: str, *, language: str = "en",
    audience: Audience = Audience.PUBLIC, **more: object,
) -> Article:  # fmt: skip
    """An article that the lead of the reception wrote."""
    wanted = replace(Written(title, body, language, audience), **more)  # type: ignore[arg-type]
    return articles.write(session, clinic.organization.id, wanted, by=building.actor(clinic.cleo, now))


def offered(session: Session, one: Conversation, mail: Message, clinic: Clinic, now: datetime, *, text: str) -> int:
    """Five articles that say some text, in their second version and due for review, offered for a mail; the first."""
    found = []
    for number, audience in enumerate((*Audience, *Audience, Audience.PUBLIC)):
        body = f"# {text[:250]}\n\nIt says **{text[:400]}** [{text[:250]}](https://example.org/)\n\n- {text[:15_000]}"
        teams = frozenset({one.team_id} if number % 2 else ())
        about = {"audience": audience, "owner_id": clinic.ana.id, "review_on": now.date(), "team_ids": teams}
        new = article(session, clinic, now, text[:100] or "T", body, **about)  # type: ignore[arg-type]
        wanted = Written(f"T{text[:50]}", body, "en", **about)  # type: ignore[arg-type]
        articles.change(session, new, wanted, seen=1, by=building.actor(clinic.ben, now), why=text[:300])
        passage = session.query(ArticlePassage).filter_by(article_id=new.id).order_by(ArticlePassage.id).first()
        assert passage is not None
        passage.model, passage.embedding = "a-model", article_search.packed([0.6, 0.8])
        words = (text[:50],) if number else ()
        found.append(Found(new.id, new.title, passage.text, 0.9, passage.id, "", "en", audience, words))
    article_queries.ask(session, one.organization_id, text[:50] or "x", now=now)
    article_suggestions.keep(session, one, mail.id, found, by=building.actor(None, now))
    return found[0].article_id
