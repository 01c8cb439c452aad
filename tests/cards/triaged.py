"""What models found in a conversation's mail, and what was learnt from it, for cards to be drawn with."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import (
    Category,
    Classifier,
    Conversation,
    Finding,
    FindingState,
    Message,
    Priority,
    TrainingExample,
)
from tests.clinic import Clinic


def read(session: Session, clinic: Clinic, one: Conversation, now: datetime, text: str) -> None:
    """Models have read the newest mail, and said all that they can."""
    own = (Category.organization_id == one.organization_id, Category.key == "lab")
    category = session.scalars(select(Category.id).where(*own)).one()
    states = (FindingState.SUGGESTED, FindingState.APPLIED, FindingState.CHANGED, FindingState.REFUSED)
    query = select(Message).where(Message.conversation_id == one.id).order_by(Message.received_at.desc())
    for state, mail in zip(states, session.scalars(query.limit(len(states))).all(), strict=False):
        session.add(_finding(mail, state, category, clinic, text))
        session.add(
            TrainingExample(
                organization_id=mail.organization_id, message_id=mail.id, category_id=category, learnt_at=now
            )
        )  # fmt: skip
    for number in range(1, 4):
        session.add(
            Classifier(
                organization_id=one.organization_id, version=number, is_current=number == 2, state=b"learnt",
                examples=number, measured={"accuracy": 0.9, "held": 9.0}, trained_at=now - timedelta(days=number),
            )
        )  # fmt: skip
    session.flush()


def _finding(mail: Message, state: FindingState, category: int, clinic: Clinic, text: str) -> Finding:
    said = [text[:2_000], text[:2_000]]
    return Finding(
        organization_id=mail.organization_id, conversation_id=mail.conversation_id, message_id=mail.id, state=state,
        category_id=category, confidence=0.876, none_of_these=0.1, why={"words": said, "examples": said},
        priority=Priority.URGENT, priority_before=Priority.NORMAL, language="es", sentiment=-0.9,
        urgent={"chest-pain": said, text[:60]: said}, sign=text[:32], private=["phone", text[:40]], is_thanks=True,
        asked={"questions": said, "dates": said, "numbers": said}, model=text[:80], instead_of=text[:80],
        received_at=mail.received_at, found_at=mail.received_at, decided_at=mail.received_at,
        decided_by_id=clinic.ben.id,
    )  # fmt: skip
