"""What a model found in a mail, as conditions compare it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import findings
from inbox.models import Category, Finding

MARKED = 0.25
"""From so far off the middle on, a mood is called negative or positive."""


def of_mail(session: Session, message_id: int) -> dict[str, tuple[str, ...]]:
    """Nothing where no model has read the mail; and nothing of what only a model elsewhere says."""
    query = (
        select(Finding, Category.key)
        .outerjoin(Category, Category.id == Finding.category_id)
        .where(Finding.message_id == message_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return {}
    found = row[0]
    alone = frozenset(found.why.get("alone", ()))
    category = "" if findings.CATEGORY in alone else row[1] or ""
    return {
        "ai-category": (category,), "ai-confidence": (f"{found.confidence:.4f}",) if category else (),
        "ai-priority": (found.priority.value,), "ai-language": (found.language,),
        "ai-sentiment": (mood(found.sentiment),),
        "ai-urgent": tuple(kind for kind in found.urgent if kind not in alone),
        "ai-private": tuple(found.private), "ai-thanks": ("yes" if found.is_thanks else "no",),
    }  # fmt: skip


def mood(sentiment: float) -> str:
    """A sentiment in a word."""
    if sentiment <= -MARKED:
        return "negative"
    return "positive" if sentiment >= MARKED else "neutral"
