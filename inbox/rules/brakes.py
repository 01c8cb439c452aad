"""Brakes: rules that do too much on one conversation, or write too much to one address, are held back for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import events
from inbox.events import Actor
from inbox.models import Conversation, EventKind, Outgoing, RuleOutcome, RuleRun

RUNS, MAIL = "runs", "mail"
"""What there was too much of: things that rules did here, or automatic answers."""
MOST_RUNS = 30
"""So often rules do something on a conversation within an hour."""
_MOST_HERE, _HERE = 10, timedelta(minutes=10)
_MOST_ANYWHERE, _ANYWHERE = 30, timedelta(hours=1)
_HOUR = timedelta(hours=1)


def is_held(one: Conversation, why: str, *, now: datetime) -> bool:
    """Whether rules are held back on a conversation."""
    return one.rules_held_until is not None and one.rules_held_until > now and one.rules_held_why == why


def runs_within_the_hour(session: Session, conversation_id: int, *, now: datetime) -> int:
    """How often rules did something here."""
    query = select(func.count()).where(
        RuleRun.conversation_id == conversation_id, RuleRun.outcome == RuleOutcome.DONE, RuleRun.at > now - _HOUR
    )
    return session.scalar(query) or 0


def has_written_too_much(session: Session, one: Conversation, address: str, *, now: datetime) -> bool:
    """Whether another automatic mail to an address would be one too many."""
    sent = select(func.count()).where(
        Outgoing.organization_id == one.organization_id, Outgoing.automatic_to == address
    )  # fmt: skip
    here = sent.where(Outgoing.conversation_id == one.id, Outgoing.created_at > now - _HERE)
    anywhere = sent.where(Outgoing.created_at > now - _ANYWHERE)
    return (session.scalar(here) or 0) >= _MOST_HERE or (session.scalar(anywhere) or 0) >= _MOST_ANYWHERE


def hold(session: Session, one: Conversation, why: str, *, by: Actor) -> None:
    """Hold rules back for an hour; it is shown on the conversation, and admins are told once."""
    if not is_held(one, why, now=by.now):
        one.rules_held_until, one.rules_held_why = by.now + _HOUR, why
        until = one.rules_held_until.isoformat()
        events.record(session, one, EventKind.RULES_HELD, by=by, what=why, until=until)
