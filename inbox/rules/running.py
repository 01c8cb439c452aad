"""Rules at work: each at most once for an event and a conversation, with a line in the log for why and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.events import Actor
from inbox.models import Conversation, Door, Event, EventKind, Mailbox, Message, RuleOutcome, RuleRun
from inbox.rules import brakes, deciding, doing, gathering, occasions
from inbox.rules.deciding import Decision, Happening, Listed
from inbox.rules.doing import Doing
from inbox.translation import N_


@dataclass(frozen=True)
class Occasion:
    """That something happened to a conversation, and what that is to rules."""

    name: str
    happening: Happening
    at: datetime
    """Whether it is time of work goes by that."""
    since: datetime
    """When it began: what began before the mailbox was connected is old."""
    event_id: int | None = None
    message_id: int | None = None


def run_event(
    session: Session, event_id: int, rules: Sequence[Listed], *, now: datetime, key: bytes
) -> list[int]:  # fmt: skip
    """Let rules look at an event. Handed over again, nothing is done again. Returns the replies that are to be sent."""
    event = session.get(Event, event_id)
    happening = occasions.happening(event) if event is not None else None
    if event is None or happening is None or event.conversation_id is None:
        return []
    wanted = [one for one in rules if deciding.is_for(one.part, happening)]
    if not wanted:
        return []
    session.get_one(Conversation, event.conversation_id, with_for_update=True)
    session.refresh(event)  # it may have gone to another conversation with its mail meanwhile
    since = _since(session, event)
    occasion = Occasion(occasions.of_event(event.id), happening, event.at, since, event.id, event.message_id)
    return run(session, event.conversation_id, occasion, wanted, now=now, key=key)


def run(
    session: Session, conversation_id: int, occasion: Occasion, rules: Sequence[Listed], *, now: datetime, key: bytes
) -> list[int]:
    """Let rules look at a conversation. Returns the replies that are to be sent."""
    one = session.get_one(Conversation, conversation_id, with_for_update=True, populate_existing=True)
    if one.merged_into_id is not None or one.is_quarantined or _was_looked_at(session, one, occasion):
        return []
    message = gathering.message_of(session, one.id, occasion.message_id)
    facts = gathering.facts(session, one, message, at=occasion.at)
    connected_at = session.get_one(Mailbox, one.mailbox_id).created_at
    replies: list[int] = []
    for decision in deciding.decide(rules, occasion.happening, facts):
        by = Actor(door=Door.RULE, now=now, rule=decision.rule.part.name)
        at_work = Doing(
            session, one, message, by, occasion.since < connected_at, key, occasion.name, decision.rule.part.key
        )
        _carry_out(at_work, decision, occasion)
        replies += at_work.outgoing
    return replies


def _since(session: Session, event: Event) -> datetime:
    """When it began: what a model finds in old mail is no news."""
    message = session.get(Message, event.message_id) if event.kind is EventKind.TRIAGED else None
    return message.received_at if message is not None else event.at


def _was_looked_at(session: Session, one: Conversation, occasion: Occasion) -> bool:
    query = select(RuleRun.id).where(RuleRun.conversation_id == one.id, RuleRun.occasion == occasion.name)
    return session.scalars(query.limit(1)).first() is not None


def _carry_out(at_work: Doing, decision: Decision, occasion: Occasion) -> None:
    outcome, did = decision.outcome, []
    if outcome is RuleOutcome.DONE and _is_too_much(at_work):
        outcome = RuleOutcome.HELD
    elif outcome is RuleOutcome.DONE:
        for action in decision.actions:
            why_not = doing.perform(at_work, action)
            did.append(f"{_shown(str(action))}: {why_not or _DONE}")
    assert decision.rule.rule_id is not None
    at_work.session.add(
        RuleRun(
            organization_id=at_work.conversation.organization_id, rule_id=decision.rule.rule_id,
            rule_key=decision.rule.part.key, conversation_id=at_work.conversation.id, occasion=occasion.name,
            event_id=occasion.event_id, at=at_work.by.now, outcome=outcome, why=list(decision.because), did=did,
        )
    )  # fmt: skip
    at_work.session.flush()


def _is_too_much(at_work: Doing) -> bool:
    one, by = at_work.conversation, at_work.by
    if brakes.is_held(one, brakes.RUNS, now=by.now):
        return True
    if brakes.runs_within_the_hour(at_work.session, one.id, now=by.now) < brakes.MOST_RUNS:
        return False
    brakes.hold(at_work.session, one, brakes.RUNS, by=by)
    return True


_DONE = N_("done")


def _shown(action: str, longest: int = 120) -> str:
    return action if len(action) <= longest else f"{action[: longest - 1]}…"
