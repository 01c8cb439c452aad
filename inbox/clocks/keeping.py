"""Writing clocks down: what follows from the facts is compared with what is kept, and what is new is appended.

Whoever does it twice appends nothing. Where mail that came late makes another history of it, the clock that went by the
old one is cancelled, and one that goes by the new one begins: nothing is ever rewritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.clocks import choosing, facts
from inbox.clocks.choosing import Promise
from inbox.clocks.courses import Course, courses
from inbox.clocks.reckoning import Reckoned, reckon
from inbox.clocks.versions import Versions
from inbox.models import Clock, ClockEvent, ClockEventKind, ClockKind, ClockState, Conversation, Mailbox

RESTATED = "restated"
"""Why a clock was cancelled: mail that came late tells another history."""
SILENT = "silent"
"""Why nothing was done at a step: it was past already when the clock began to be kept."""
_STILL_WAITING = timedelta(days=1)
"""What was asked longer ago than that before anybody could see it here is history."""
_NO_COURSE = frozenset({ClockEventKind.APPLY_POLICY, ClockEventKind.WARN, ClockEventKind.BREACH})
_ENDS = frozenset({ClockEventKind.FULFIL, ClockEventKind.CANCEL})


@dataclass
class Kept:
    """A clock and its events, in the order in which they were appended."""

    clock: Clock
    events: list[ClockEvent]

    @property
    def is_restated(self) -> bool:
        return bool(self.events) and self.events[-1].reason == RESTATED

    @property
    def done(self) -> frozenset[str]:
        """The steps that were taken."""
        return frozenset(one.step for one in self.events if one.step is not None)

    def goes_by(self, course: Course) -> bool:
        """Whether what happened so far is the beginning of a course."""
        so_far = [(one.kind, one.at, one.reason) for one in self.events if one.kind not in _NO_COURSE]
        return so_far == [tuple(one) for one in course.happenings[: len(so_far)]]


@dataclass(frozen=True)
class _Case:
    """One conversation, and by what its clocks go now."""

    session: Session
    conversation: Conversation
    promises: dict[ClockKind, Promise]
    connected_at: datetime
    """Since when its mailbox is read: what was asked before is known, and alarms nobody."""
    versions: Versions
    now: datetime


def follow(session: Session, conversation_ids: Collection[int], *, now: datetime) -> None:
    """Bring the clocks of conversations up to date with what happened in them and what is promised now."""
    locked = (
        select(Conversation, Mailbox.created_at)
        .join(Mailbox, Mailbox.id == Conversation.mailbox_id)
        .where(Conversation.id.in_(conversation_ids))
        .order_by(Conversation.id)
        .with_for_update(of=Conversation)
    )
    rows = session.execute(locked).all()
    found, traits = facts.load(session, conversation_ids), choosing.traits(session, conversation_ids)
    policies = {id_: choosing.load(session, id_) for id_ in {one.organization_id for one, _ in rows}}
    kept, versions = load(session, conversation_ids), Versions(session)
    for one, connected_at in rows:
        promises = policies[one.organization_id].promises(traits[one.id])
        _follow(_Case(session, one, promises, connected_at, versions, now), courses(found[one.id]), kept[one.id])


def load(session: Session, conversation_ids: Collection[int]) -> defaultdict[int, list[Kept]]:
    """The clocks of each conversation, oldest first."""
    query = select(Clock).where(Clock.conversation_id.in_(conversation_ids)).order_by(Clock.id)
    kept = {clock.id: Kept(clock, []) for clock in session.scalars(query)}
    events = select(ClockEvent).where(ClockEvent.clock_id.in_(kept)).order_by(ClockEvent.clock_id, ClockEvent.position)
    for event in session.scalars(events):
        kept[event.clock_id].events.append(event)
    found: defaultdict[int, list[Kept]] = defaultdict(list)
    for one in kept.values():
        found[one.clock.conversation_id].append(one)
    return found


def project(session: Session, kept: Kept, versions: Versions) -> Reckoned:
    """Write on the clock what its events say."""
    clock = kept.clock
    reckoned = reckon(versions.marks(clock.kind, kept.events))
    coming = reckoned.next_step(kept.done)
    clock.state, clock.ended_at, clock.due_at = reckoned.state, reckoned.ended_at, reckoned.due_at
    clock.next_at = coming[0] if coming else None
    return reckoned


def append(session: Session, kept: Kept, kind: ClockEventKind, at: datetime, *, now: datetime, **more: object) -> None:
    """Append an event to a clock."""
    event = ClockEvent(
        clock_id=kept.clock.id, position=len(kept.events) + 1, organization_id=kept.clock.organization_id, kind=kind,
        at=at, recorded_at=now, **{"reason": "", "is_from_start": False, **more},
    )  # fmt: skip
    session.add(event)
    kept.events.append(event)


def show_due(conversation: Conversation, clocks: Iterable[Clock], *, now: datetime) -> None:
    """What lists show of a conversation's clocks: the one that is due first."""
    due = [(one.due_at, one.kind.value) for one in clocks if one.is_running and one.due_at is not None]
    conversation.due_at, conversation.due_kind = min(due, default=(None, ""))
    conversation.is_overdue = conversation.due_at is not None and conversation.due_at < now


def _follow(case: _Case, wanted: list[Course], kept: list[Kept]) -> None:
    waiting: defaultdict[tuple[ClockKind, datetime], list[Kept]] = defaultdict(list)
    for one in kept:
        if not one.is_restated:
            waiting[one.clock.kind, one.clock.started_at].append(one)
    alive = []
    for course in wanted:
        there = waiting[course.kind, course.started_at]
        before = there.pop(0) if there else None
        if before is not None and not before.goes_by(course):
            append(case.session, before, ClockEventKind.CANCEL, case.now, now=case.now, reason=RESTATED)
            project(case.session, before, case.versions)
        is_new = before is None or before.is_restated
        going = _begun(case, course) if is_new else before
        if going is not None:
            _go_on(case, going, course, is_silent=is_new and (before is not None or _is_old(case, course)))
            alive.append(going.clock)
    for one in (one for rest in waiting.values() for one in rest):
        append(case.session, one, ClockEventKind.CANCEL, case.now, now=case.now, reason=RESTATED)
        project(case.session, one, case.versions)
    show_due(case.conversation, alive, now=case.now)


def _begun(case: _Case, course: Course) -> Kept | None:
    """A clock for a course, if anything is promised; none for what is long over."""
    promise = case.promises.get(course.kind)
    is_over = course.last in _ENDS or course.started_at < _known_since(case, course) - _STILL_WAITING
    if promise is None or (is_over and _is_old(case, course)):
        return None
    clock = Clock(
        organization_id=case.conversation.organization_id, conversation_id=case.conversation.id, kind=course.kind,
        state=ClockState.RUNNING, started_at=course.started_at, created_at=case.now,
    )  # fmt: skip
    case.session.add(clock)
    case.session.flush()
    kept = Kept(clock, [])
    first, *_ = course.happenings
    append(case.session, kept, first.kind, first.at, now=case.now, reason=first.reason)
    _promise(case, kept, promise, at=course.started_at)
    return kept


def _is_old(case: _Case, course: Course) -> bool:
    """Whether it was asked before anybody could have seen it here, or before anything was promised."""
    return course.started_at < _known_since(case, course)


def _known_since(case: _Case, course: Course) -> datetime:
    promise = case.promises.get(course.kind)
    return max(case.connected_at, promise.since if promise else case.now)


def _go_on(case: _Case, kept: Kept, course: Course, *, is_silent: bool) -> None:
    """Append what happened since, and what is promised now where that is something else."""
    so_far = sum(one.kind not in _NO_COURSE for one in kept.events)
    for happening in course.happenings[so_far:]:
        append(case.session, kept, happening.kind, happening.at, now=case.now, reason=happening.reason)
    promise = case.promises.get(course.kind)
    if course.last not in _ENDS and not _is_promised(kept.clock, promise):
        _promise(case, kept, promise, at=case.now)
    reckoned = project(case.session, kept, case.versions)
    if is_silent:
        _pass_over(case, kept, reckoned)


def _is_promised(clock: Clock, promise: Promise | None) -> bool:
    said = (promise.policy_id, promise.calendar_id) if promise else (None, None)
    return (clock.policy_id, clock.calendar_id) == said


def _promise(case: _Case, kept: Kept, promise: Promise | None, *, at: datetime) -> None:
    """Have it go by a policy from now on, or as if from the start where the same policy or calendar says it anew."""
    clock = kept.clock
    is_from_start = promise is not None and clock.policy_id is not None and _is_same(case.versions, clock, promise)
    clock.policy_id = promise.policy_id if promise else None
    clock.calendar_id = promise.calendar_id if promise else None
    clock.target_minutes = int(promise.terms.target.total_seconds()) // 60 if promise else None
    append(
        case.session, kept, ClockEventKind.APPLY_POLICY, at, now=case.now, policy_id=clock.policy_id,
        calendar_id=clock.calendar_id, target_minutes=clock.target_minutes, is_from_start=is_from_start,
    )  # fmt: skip


def _is_same(versions: Versions, clock: Clock, promise: Promise) -> bool:
    """Whether nothing but the version of the policy or of the calendar is another."""
    assert clock.policy_id is not None
    assert promise.policy_id is not None
    return (
        versions.policy_key(clock.policy_id) == versions.policy_key(promise.policy_id)
        and versions.calendar_key(clock.calendar_id) == versions.calendar_key(promise.calendar_id)
    )  # fmt: skip


def _pass_over(case: _Case, kept: Kept, reckoned: Reckoned) -> None:
    """Steps whose time has passed are noted and not taken."""
    while (coming := reckoned.next_step(kept.done)) is not None and coming[0] <= case.now:
        at, step = coming
        append(case.session, kept, step.kind, at, now=case.now, reason=SILENT, step=step.name)
    kept.clock.next_at = coming[0] if coming else None
