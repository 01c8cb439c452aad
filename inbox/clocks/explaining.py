"""How a due time came about: a conversation's clocks with all that happened to them, and by what they went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from inbox.clocks.reckoning import Reckoned, reckon
from inbox.clocks.versions import Versions
from inbox.models import Calendar, Clock, ClockEvent, ClockEventKind, ClockKind, ClockState, Policy


@dataclass(frozen=True)
class Told:
    """One event of a clock, with the names of what it speaks of."""

    kind: ClockEventKind
    at: datetime
    reason: str
    step: str
    then: tuple[str, ...]
    """What was done at the step, after a breach."""
    policy: str
    policy_version: int
    calendar: str
    """Empty for round the clock."""
    calendar_version: int
    target_minutes: int | None
    is_from_start: bool


@dataclass(frozen=True)
class Explained:
    """One clock, its events in the order of their time."""

    kind: ClockKind
    state: ClockState
    events: tuple[Told, ...]
    reckoned: Reckoned


def of_conversation(session: Session, conversation_id: int, *, limit: int) -> list[Explained]:
    """The clocks of a conversation that the viewer may see: what is due first, what stands still, then the newest."""
    clocks = session.scalars(
        select(Clock)
        .where(Clock.conversation_id == conversation_id)
        .order_by(
            (Clock.state != ClockState.RUNNING), (Clock.state != ClockState.PAUSED),
            case((Clock.state == ClockState.RUNNING, Clock.due_at)).nulls_last(), Clock.id.desc(),
        )
        .limit(limit)
    ).all()  # fmt: skip
    rows = session.execute(
        select(ClockEvent, Policy, Calendar)
        .outerjoin(Policy, Policy.id == ClockEvent.policy_id)
        .outerjoin(Calendar, Calendar.id == ClockEvent.calendar_id)
        .where(ClockEvent.clock_id.in_([clock.id for clock in clocks]))
        .order_by(ClockEvent.at, ClockEvent.position)
    ).all()
    versions = Versions(session)
    for _, policy, calendar in rows:
        versions.learn(policy, calendar)
    ladder = {
        step.name: tuple(step.then)
        for policy_id in {policy.id for _, policy, _ in rows if policy is not None}
        for step in versions.policy(policy_id).breach
    }
    return [
        Explained(
            clock.kind, clock.state, tuple(_told(*row, ladder) for row in rows if row[0].clock_id == clock.id),
            reckon(versions.marks(clock.kind, [row[0] for row in rows if row[0].clock_id == clock.id])),
        )
        for clock in clocks
    ]  # fmt: skip


def _told(
    event: ClockEvent, policy: Policy | None, calendar: Calendar | None, ladder: Mapping[str, tuple[str, ...]]
) -> Told:  # fmt: skip
    return Told(
        event.kind, event.at, event.reason, event.step or "", ladder.get(event.step or "", ()),
        policy.name if policy else "",
        policy.version if policy else 0, calendar.name if calendar else "", calendar.version if calendar else 0,
        event.target_minutes, event.is_from_start,
    )  # fmt: skip
