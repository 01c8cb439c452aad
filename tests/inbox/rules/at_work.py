"""Rules for tests: brought into force, and let at a mail that came."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import events
from inbox.configuration import reading, rules
from inbox.configuration.changes import Changes
from inbox.models import Conversation, Door, Event, EventKind, Message, Organization, RuleRun
from inbox.rules import gathering, running
from tests.clinic import actor

KEY = b"0" * 32
MINUTE = timedelta(minutes=1)
HEAD = """
organization: {key: clinic, name: Clinic}
people: [{name: Ana, addresses: [ana@clinic.example.org]}]
tags: [{name: insurance}, {name: call back}]
categories: [{key: lab, name: Lab}]
templates: [{key: thanks, name: Thanks, body: "Dear {{contact.name}}, we have it."}]
rules:
"""


def bring(session: Session, said: str, now: datetime) -> None:
    """Rules come into force."""
    parts = reading.read(HEAD + said).rules
    rules.apply(session, session.scalars(select(Organization)).one(), parts, Changes(), now=now - timedelta(days=8))
    session.flush()


def written(session: Session, one: Conversation, at: datetime, **columns: object) -> Event:
    """A mail is there, and told of."""
    message = session.scalars(select(Message).where(Message.conversation_id == one.id)).first()
    assert message is not None
    message.received_at = at
    for name, value in columns.items():
        setattr(message, name, value)
    by = actor(None, at, Door.NATIVE)
    event = events.record(session, one, EventKind.RECEIVED, by=by, at=at, message_id=message.id)
    session.flush()
    return event


def follow(session: Session, event: Event, now: datetime) -> list[int]:
    known = gathering.in_force(session, event.organization_id)
    return running.run_event(session, event.id, known, now=now, key=KEY)


def runs(session: Session) -> list[tuple[str, str]]:
    return [(one.rule_key, one.outcome.value) for one in session.scalars(select(RuleRun).order_by(RuleRun.id))]
