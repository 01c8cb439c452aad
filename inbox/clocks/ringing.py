"""What is done when a clock has run so far: a warning, a breach, the steps after it; each once, whoever looks first.

It costs what is due, not what is stored: clocks are found by the time of their next step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import assignment, events, sorting, tagging
from inbox.clocks import keeping
from inbox.clocks.keeping import Kept
from inbox.clocks.reckoning import Step
from inbox.clocks.versions import Versions
from inbox.events import Actor
from inbox.models import Clock, ClockEventKind, Conversation, Door, EventKind, Priority, Tag

AT_ONCE = 200
_RAISED = {Priority.LOW: Priority.NORMAL, Priority.NORMAL: Priority.HIGH, Priority.HIGH: Priority.URGENT}
_TAG = "tag: "
_BREACH = "breach"


@dataclass(frozen=True)
class _Bell:
    """One step of one clock."""

    session: Session
    conversation: Conversation
    kept: Kept
    at: datetime
    by: Actor


def due(session: Session, *, now: datetime, limit: int = AT_ONCE) -> list[int]:
    """The conversations with a clock whose next step is due, those that wait longest first."""
    query = select(Clock.conversation_id).where(Clock.next_at <= now).order_by(Clock.next_at, Clock.id).limit(limit)
    return list(dict.fromkeys(session.scalars(query)))


def ring(session: Session, conversation_ids: Iterable[int], *, now: datetime) -> None:
    """Take the steps that are due, after a look whether what was waited for has happened meanwhile."""
    ids = list(conversation_ids)
    keeping.follow(session, ids, now=now)
    session.flush()
    kept, versions = keeping.load(session, ids), Versions(session)
    for conversation in session.scalars(select(Conversation).where(Conversation.id.in_(ids)).order_by(Conversation.id)):
        for one in kept[conversation.id]:
            if one.clock.next_at is not None and one.clock.next_at <= now:
                _ring(session, conversation, one, versions, now=now)
        keeping.show_due(conversation, [one.clock for one in kept[conversation.id]], now=now)


def _ring(session: Session, conversation: Conversation, kept: Kept, versions: Versions, *, now: datetime) -> None:
    by = Actor(door=Door.SYSTEM, now=now)
    reckoned = keeping.project(session, kept, versions)
    while (coming := reckoned.next_step(kept.done)) is not None and coming[0] <= now:
        at, step = coming
        keeping.append(session, kept, step.kind, at, now=now, step=step.name)
        _take(_Bell(session, conversation, kept, at, by), step, versions)
    kept.clock.next_at = coming[0] if coming else None


def _take(bell: _Bell, step: Step, versions: Versions) -> None:
    clock = bell.kept.clock
    data = {"clock": clock.kind.value, "clock_id": clock.id, "due": clock.due_at.isoformat() if clock.due_at else None}
    if step.kind is ClockEventKind.WARN:
        _record(bell, EventKind.DUE_SOON, **data)
    elif step.name == _BREACH:
        _record(bell, EventKind.OVERDUE, **data)
    else:
        assert clock.policy_id is not None
        actions = next(one.then for one in versions.policy(clock.policy_id).breach if one.name == step.name)
        _record(bell, EventKind.ESCALATED, then=actions, **data)
        for action in actions:
            _do(bell, action)


def _record(bell: _Bell, kind: EventKind, **data: Any) -> None:
    events.record(bell.session, bell.conversation, kind, by=bell.by, at=bell.at, **data)


def _do(bell: _Bell, action: str) -> None:
    """What changes the conversation is done here; who is told follows from the event."""
    if action.startswith(_TAG):
        _tag(bell, action.removeprefix(_TAG))
    elif action in _DONE:
        _DONE[action](bell)


def _tag(bell: _Bell, name: str) -> None:
    query = select(Tag).where(
        Tag.organization_id == bell.conversation.organization_id, func.lower(Tag.name) == name.lower()
    )
    tag = bell.session.scalars(query).one_or_none()
    if tag is not None:  # else it was taken out of the file since
        tagging.add(bell.session, bell.conversation, tag, by=bell.by)


def _raise_priority(bell: _Bell) -> None:
    raised = _RAISED.get(bell.conversation.priority)
    if raised is not None:
        sorting.set_priority(bell.session, bell.conversation, raised, by=bell.by)


def _reassign(bell: _Bell) -> None:
    assignment.assign(bell.session, bell.conversation, None, by=bell.by, reason="overdue")


_DONE: dict[str, Callable[[_Bell], None]] = {"raise-priority": _raise_priority, "reassign": _reassign}
