"""Rules go by what a model found in a mail once it has read it; trying them out goes by the same."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import findings
from inbox.findings import Found
from inbox.models import Conversation, Event, EventKind, Priority, RuleRun, TriageWait
from inbox.rules import gathering, trying
from tests import clinic as building
from tests.clinic import Clinic
from tests.inbox.rules.at_work import bring, follow, runs, written

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
PAIN = Found(
    model="local", category="lab", confidence=0.8, signs=(("chest-pain", "my chest hurts"),), language="es",
    sentiment=-0.6, private=("phone",), priority=Priority.URGENT,
)  # fmt: skip
ASKED = """
  - key: urgent
    name: Urgent ones
    when: {suggested: urgent}
    if:
      - {field: ai-urgent, equals: chest-pain}
      - {field: ai-category, equals: lab}
      - {field: ai-confidence, at_least: 0.75}
      - {field: ai-language, equals: es}
      - {field: ai-sentiment, equals: negative}
      - {field: ai-private, contains: phone}
      - {field: ai-priority, equals: urgent}
      - {field: ai-thanks, equals: "no"}
    then: [{category: lab}, {tag: call back}]
  - key: unsure
    name: Unsure ones
    when: {suggested: anything}
    if: [{field: ai-confidence, below: 0.75}]
    then: [{tag: insurance}]
  - {key: early, name: Early, when: {arrival: any}, if: [{field: ai-urgent, is_empty: false}], then: [{priority: low}]}
"""


def read(session: Session, clinic: Clinic, one: Conversation, now: datetime, found: Found) -> Event:
    """A mail came, and a model reads it; what was told of that."""
    message_id = written(session, one, now).message_id
    assert message_id is not None
    session.add(
        TriageWait(
            message_id=message_id, organization_id=one.organization_id, mailbox_id=clinic.front_desk.id, is_fresh=True,
            received_at=now,
        )
    )  # fmt: skip
    session.flush()
    findings.store(session, message_id, found, now=now + timedelta(seconds=1))
    return session.scalars(select(Event).where(Event.kind == EventKind.TRIAGED)).one()


def test_rules_wait_for_what_a_model_finds_and_the_log_tells_it(
    session: Session, clinic: Clinic, now: datetime
) -> None:
    bring(session, ASKED, now)
    one = building.conversation(session, clinic.front_desk, now=now)
    event = read(session, clinic, one, now, PAIN)
    came = session.scalars(select(Event).where(Event.kind == EventKind.RECEIVED)).one()
    for _ in range(2):
        follow(session, event, now)

    assert runs(session) == [("urgent", "done"), ("unsure", "no-match")]
    first = session.scalars(select(RuleRun)).first()
    assert first is not None
    assert (first.why[0], first.why[2]) == ("ai-urgent equals chest-pain: yes", "ai-confidence at least 0.75: yes")
    assert (one.priority, one.category_id is None) == (Priority.URGENT, False)
    assert came.id < event.id


def test_trying_them_out_says_the_same(session: Session, clinic: Clinic, now: datetime) -> None:
    bring(session, ASKED, now)
    read(session, clinic, building.conversation(session, clinic.front_desk, now=now), now, PAIN)
    known = gathering.in_force(session, clinic.organization.id)
    tried = trying.try_rules(
        session, clinic.organization.id, known, since=now - timedelta(hours=1), until=now + timedelta(hours=1)
    )
    assert {key: (one.looked_at, one.done) for key, one in tried.items()} == {
        "urgent": (1, 1), "unsure": (1, 0), "early": (1, 0),
    }  # fmt: skip


def test_a_model_that_finds_nothing_fits_nothing(session: Session, clinic: Clinic, now: datetime) -> None:
    bring(session, ASKED, now)
    event = read(session, clinic, building.conversation(session, clinic.front_desk, now=now), now, Found(model="local"))
    follow(session, event, now)
    assert runs(session) == [("unsure", "no-match")]
