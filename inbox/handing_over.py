"""What somebody on leave leaves behind: their open conversations, and replies that come while they are away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import assignment, calendars, events, hours, leaves
from inbox.errors import Invalid
from inbox.events import Actor
from inbox.models import (
    Conversation,
    Door,
    Event,
    EventKind,
    HandOver,
    Leave,
    OnLeave,
    Person,
    Status,
    Team,
)
from inbox.reopening import ASSIGNEE_AWAY
from inbox.translation import N_

ON_LEAVE = "on-leave"
"""Why a conversation goes to somebody else."""
GIVEN_BACK = "given-back"
"""Why a conversation comes back to whoever was on leave."""
_AT_ONCE = 200


def begin_due(session: Session, *, now: datetime, limit: int = 20) -> int:
    """See to what people leave behind whose leave begins; says how many. Costs what is due, not what is stored."""
    query = select(Leave).where(Leave.begins_at <= now, Leave.cancelled_at.is_(None)).order_by(Leave.begins_at)
    due = session.scalars(query.limit(limit).with_for_update(skip_locked=True)).all()
    for leave in due:
        leave.begins_at = None
        if leave.ends_at > now:
            _begin(session, leave, now=now)
    return len(due)


def decide(session: Session, leave: Leave, *, by: Actor, to_substitute: bool) -> int:
    """Let all open conversations of somebody on leave go to the substitute, or back to the queue; says how many."""
    if leave.cancelled_at is not None or not leave.starts_at <= by.now < leave.ends_at:
        raise Invalid(N_("This leave is over, or has not begun yet."))
    left = left_behind(session, leave, lock=True)
    for one in left:
        _move(session, leave, one, by=by, to_substitute=to_substitute)
    leave.offered_at = None
    if left:
        _record(session, leave, EventKind.HANDED_OVER, by=by, count=len(left))
    return len(left)


def keep(leave: Leave) -> None:
    """Let the conversations stay where they are."""
    leave.offered_at = None


def undo(session: Session, leave: Leave, *, by: Actor) -> int:
    """Give back what went elsewhere because of a leave, but for what staff have given to others since."""
    person = session.get_one(Person, leave.person_id)
    query = (
        select(Conversation, HandOver)
        .join(HandOver, HandOver.conversation_id == Conversation.id)
        .where(HandOver.leave_id == leave.id)
        .order_by(Conversation.id)
        .with_for_update(of=Conversation)
        .execution_options(populate_existing=True)
    )
    given_back = 0
    for conversation, moved in session.execute(query).all():
        if conversation.merged_into_id is None and _is_untouched(session, conversation, moved):
            assignment.assign(session, conversation, person, by=by, reason=GIVEN_BACK)
            given_back += 1
        session.delete(moved)
    return given_back


def left_behind(session: Session, leave: Leave, *, lock: bool = False) -> Sequence[Conversation]:
    """The open conversations of whoever is on leave."""
    query = select(Conversation).where(
        Conversation.organization_id == leave.organization_id, Conversation.assignee_id == leave.person_id,
        Conversation.team_id.in_(select(Team.id).where(Team.organization_id == leave.organization_id)),
        Conversation.is_listed, Conversation.status == Status.OPEN,
    )  # fmt: skip
    query = query.order_by(Conversation.id)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True) if lock else query).all()


def expect_takeover(session: Session, conversation_ids: Collection[int], *, now: datetime) -> None:
    """Note until when a reply to somebody who is away waits for them, or that it is answered."""
    query = select(Conversation).where(Conversation.id.in_(conversation_ids)).order_by(Conversation.id)
    for one in session.scalars(query.with_for_update()).all():
        if not (one.is_open and one.assignee_id is not None and _is_unanswered(one)):
            one.take_over_at = None
        elif one.take_over_at is None and _is_gone(session, one.assignee_id, now):
            one.take_over_at = _patience_ends(session, one)


def take_over_due(session: Session, *, now: datetime, limit: int = _AT_ONCE) -> int:
    """Let replies go on that waited long enough for somebody who is still away; says how many were looked at."""
    query = select(Conversation).where(Conversation.take_over_at <= now).order_by(Conversation.take_over_at)
    due = session.scalars(query.limit(limit).with_for_update(skip_locked=True)).all()
    for one in due:
        one.take_over_at = None
        if one.assignee_id is None or not (one.is_open and one.is_listed and _is_unanswered(one)):
            continue
        leave = leaves.of_moment(session, one.assignee_id, now)
        by = Actor(Door.SYSTEM, now)
        if leave is not None:
            _move(session, leave, one, by=by, to_substitute=True)
        elif not session.get_one(Person, one.assignee_id).active:
            assignment.assign(session, one, None, by=by, reason=ASSIGNEE_AWAY)
    return len(due)


def _begin(session: Session, leave: Leave, *, now: datetime) -> None:
    by = Actor(Door.SYSTEM, now)
    left = left_behind(session, leave, lock=True)
    handing = Team.organization_id == leave.organization_id, Team.on_leave == OnLeave.HAND_OVER
    at_once = set(session.scalars(select(Team.id).where(*handing)))
    going = [one for one in left if one.team_id in at_once]
    for one in going:
        _move(session, leave, one, by=by, to_substitute=True)
    staying = [one for one in left if one.team_id not in at_once]
    for one in staying:
        if _is_unanswered(one):
            one.take_over_at = _patience_ends(session, one, not_before=now)
    leave.offered_at = now if staying else None
    _record(session, leave, EventKind.LEAVE_BEGAN, by=by, count=len(going), waiting=len(staying))


def _move(session: Session, leave: Leave, conversation: Conversation, *, by: Actor, to_substitute: bool) -> None:
    """To the substitute if there is one who is there, else to nobody: then routing sees to it."""
    to = _substitute(session, leave, conversation, by.now) if to_substitute else None
    assignment.assign(session, conversation, to, by=by, reason=ON_LEAVE)
    session.merge(
        HandOver(leave_id=leave.id, conversation_id=conversation.id, to_id=to.id if to else None, at=by.now)
    )  # fmt: skip


def _substitute(session: Session, leave: Leave, conversation: Conversation, now: datetime) -> Person | None:
    person = session.get(Person, leave.substitute_id) if leave.substitute_id is not None else None
    if person is None or _is_gone(session, person.id, now):
        return None
    return person if assignment.may_be_assigned(session, conversation, person) else None


def _is_gone(session: Session, person_id: int, now: datetime) -> bool:
    return not session.get_one(Person, person_id).active or leaves.is_away(session, person_id, now)


def _is_unanswered(one: Conversation) -> bool:
    return one.last_inbound_at is not None and (
        one.last_outbound_at is None or one.last_outbound_at < one.last_inbound_at
    )


def _patience_ends(session: Session, one: Conversation, *, not_before: datetime | None = None) -> datetime | None:
    """When so much of the team's time of work has gone by since the reply; None where it stays for good."""
    team = session.get_one(Team, one.team_id)
    if team.take_over_minutes is None or one.last_inbound_at is None:
        return None
    own = calendars.hours_of(calendars.of_key(session, team.organization_id, team.calendar_key))
    since = max(one.last_inbound_at, not_before or one.last_inbound_at)
    return hours.after(own, since, timedelta(minutes=team.take_over_minutes))


def _is_untouched(session: Session, conversation: Conversation, moved: HandOver) -> bool:
    """Whether it is where it went, or where routing put it since; what a person decided stays."""
    query = select(Event.person_id).where(
        Event.conversation_id == conversation.id, Event.recorded_at > moved.at,
        Event.kind.in_((EventKind.ASSIGNED, EventKind.UNASSIGNED)), Event.person_id.is_not(None),
    )  # fmt: skip
    return session.scalar(query.limit(1)) is None


def _record(session: Session, leave: Leave, kind: EventKind, *, by: Actor, **data: Any) -> None:
    events.record_of_organization(
        session, leave.organization_id, kind, by=by, people=[leave.person_id], leave=leave.id,
        substitute=leave.substitute_id, **data,
    )  # fmt: skip
