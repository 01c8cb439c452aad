"""What the copilot was asked and answered, for cards to be drawn of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from inbox.models import Conversation, CopilotKind, CopilotQuestion, CopilotState, Person
from tests.clinic import Clinic

MOST = 30
"""Points and sources, more than any model may give."""


def question(
    session: Session, one: Conversation, who: Person, kind: CopilotKind, now: datetime, **columns: Any
) -> CopilotQuestion:  # fmt: skip
    """A question; without an answer it waits."""
    values = {
        "organization_id": one.organization_id, "conversation_id": one.id, "person_id": who.id, "kind": kind,
        "key": f"{kind}:{who.id}:{columns}"[:150], "language": "en", "asked_at": now, "seen_messages": 99,
        "seen_message_id": 10**9, **columns,
    }  # fmt: skip
    row = CopilotQuestion(**values)
    session.add(row)
    session.flush()
    return row


def everything(session: Session, clinic: Clinic, one: Conversation, now: datetime, text: str) -> int:
    """Answers that say a text wherever a model says something; nothing is answered where there is no text.
    Gives the number of the rewriting."""
    ready: dict[str, Any] = {"state": CopilotState.READY, "model": text[:80], "instead_of": text[:80]} if text else {}
    point = {"text": text[:600], "marks": [[0, 3, "number"]], "letter": 1, "who": text[:200], "inbound": False}
    points = [point] * MOST
    told = {"text": f"{text}\n\n[missing: {text[:100]}]", "marks": [[0, 4, "name"], [2, 9, "date"]]}
    used = {
        "sources": [["template:1", text[:190]], ["article:1", text[:190]], ["x", text]] * 3,
        "letter": 1,
        "who": text,
    }
    summary = {"wanted": points, "promised": points, "open": points}
    for who in (clinic.ana, clinic.ada):
        question(session, one, who, CopilotKind.DRAFT, now, answer={**told, **used} if text else {}, **ready)
    for language in ("en", "de"):
        told_in = {"language": language, "answer": summary if text else {}}
        question(session, one, clinic.ana, CopilotKind.SUMMARY, now, **told_in, **ready)
    typed = {"text": text or "Come at ten.", "manner": "plainer", "answer": told if text else {}}
    return question(session, one, clinic.ana, CopilotKind.REWRITE, now, **typed, **ready).id
