"""What an organization that looks back has learnt, for cards to be drawn of."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Conversation, InsightWeek, Message, Organization, RecurringTopic, ReplyQuality
from tests.clinic import Clinic


def weeks(session: Session, clinic: Clinic, one: Conversation, now: datetime, text: str) -> None:
    """An organization that looks back: weeks that got worse, what keeps coming, and replies."""
    session.get_one(Organization, clinic.organization.id).has_insights = True
    theirs = {"organization_id": one.organization_id, "team_id": one.team_id}
    monday = now.date() - timedelta(days=now.weekday())
    for age in range(4):
        session.add(
            InsightWeek(
                **theirs, week=monday - timedelta(weeks=age), mails=40, sentiment=0.4 if age else -0.6, spread=0.2,
                unhappy=9, replies=30, questions=30, answered=28 if age else 3, tone=0.5, ease=61.0, minutes=90 * age,
                counted_at=now,
            )
        )  # fmt: skip
    ids = session.scalars(select(Message.id).where(Message.conversation_id == one.id).order_by(Message.id)).all()
    session.add(
        RecurringTopic(
            **theirs, week=monday, position=0, words=[text[:80], "refund"], mails=30, before=4,
            examples={"messages": list(ids[:3])},
        )
    )  # fmt: skip
    for number, id_ in enumerate(ids):
        session.add(
            ReplyQuality(
                **theirs, conversation_id=one.id, message_id=id_, person_id=clinic.ana.id, questions=2,
                answered=number % 3, tone=0.2, ease=50.0, minutes=5, at=now - timedelta(days=number),
            )
        )  # fmt: skip
