"""What follows for routing: from what happens to conversations and to people, and from the time of day."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import availability_events, handing_over, routing
from inbox.models import Conversation, Event, EventKind, Team, TeamMember
from workers import queues, rule_jobs
from workers.job import UnitsOfWork, job

ROUTED_AFTER = (
    EventKind.CREATED, EventKind.OPENED, EventKind.WOKE, EventKind.RELEASED, EventKind.SPLIT, EventKind.UNMERGED,
    EventKind.UNASSIGNED,
)  # fmt: skip
"""What may leave a conversation without anybody."""
LOOKED_AT_AFTER = (
    EventKind.CATEGORIZED, EventKind.TAGGED, EventKind.UNTAGGED, EventKind.CLOSED, EventKind.PENDING,
    EventKind.SNOOZED, EventKind.MERGED, EventKind.QUARANTINED,
)  # fmt: skip
"""What changes what somebody has to be able to do to be given it, or ends its waiting."""
FREES = (
    EventKind.ASSIGNED, EventKind.UNASSIGNED, EventKind.CLOSED, EventKind.PENDING, EventKind.SNOOZED,
    EventKind.MERGED, EventKind.JOINED, EventKind.QUARANTINED,
)  # fmt: skip
"""What may bring somebody below their cap."""
EXPECTED = (EventKind.RECEIVED, EventKind.SENT, EventKind.OPENED, EventKind.CLOSED, EventKind.PENDING)
"""What may leave a reply waiting for somebody who is away, or ends that."""
CHANGES_WHO_IS_THERE = (EventKind.AVAILABILITY_CHANGED, EventKind.CONFIGURED)
_AT_ONCE = 50


@job(queues.REACTIONS)
def route_conversations(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Give out what nobody has, once rules have looked at it. What a person put down on purpose is left alone."""
    rule_jobs.look_at_arrivals(work, event_ids)
    with work.unit(writes=False) as session:
        query = select(Event.conversation_id).where(Event.id.in_(event_ids), Event.conversation_id.is_not(None))
        by_hand = (
            (Event.kind == EventKind.UNASSIGNED) & Event.person_id.is_not(None)
            & (Event.reason != handing_over.ON_LEAVE)
        )  # fmt: skip
        ids = sorted({id_ for id_ in session.scalars(query.where(~by_hand)) if id_ is not None})
    for start in range(0, len(ids), _AT_ONCE):
        with work.unit() as session:
            routing.route(session, ids[start : start + _AT_ONCE], now=work.clock())


@job(queues.REACTIONS)
def route_when_asked(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Give out what a rule wants to be given out."""
    with work.unit() as session:
        events = session.scalars(select(Event).where(Event.id.in_(event_ids)))
        ids = {one.conversation_id for one in events if one.data.get("asks") == "route"}
        routing.route(session, sorted(id_ for id_ in ids if id_ is not None), now=work.clock())


@job(queues.REACTIONS)
def look_at_waiting(work: UnitsOfWork, event_ids: list[int]) -> None:
    """What waits may be something for others now, or wait no longer. What does not wait is left alone."""
    with work.unit() as session:
        query = select(Event.conversation_id).where(Event.id.in_(event_ids), Event.conversation_id.is_not(None))
        ids = sorted({id_ for id_ in session.scalars(query) if id_ is not None})
        routing.route(session, ids, now=work.clock(), only_waiting=True)


@job(queues.REACTIONS)
def wake_teams(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Somebody can be given more than before: what waits in their teams is tried again."""
    with work.unit() as session:
        availability_events.wake(session, _teams_of_freed(session, event_ids), now=work.clock())
        if routing.due_teams(session, now=work.clock(), limit=1):
            route_due.after(session)


@job(queues.REACTIONS)
def look_who_is_there(work: UnitsOfWork, event_ids: list[int]) -> None:
    """People came or went, or the configuration says something else about them."""
    with work.unit() as session:
        organizations = select(Event.organization_id).where(Event.id.in_(event_ids), Event.kind == EventKind.CONFIGURED)
        teams = session.scalars(select(Team.id).where(Team.organization_id.in_(organizations))).all()
        availability_events.wake(session, teams, now=work.clock())
        route_due.after(session)


@job(queues.REACTIONS)
def expect_takeover(work: UnitsOfWork, event_ids: list[int]) -> None:
    """A reply to somebody who is away waits for them only so long."""
    with work.unit() as session:
        ids = session.scalars(select(Event.conversation_id).where(Event.id.in_(event_ids)).distinct()).all()
        handing_over.expect_takeover(session, [id_ for id_ in ids if id_ is not None], now=work.clock())


@job(queues.URGENT)
def route_due(work: UnitsOfWork) -> None:
    """Leaves begin, replies have waited long enough, somebody is back: whatever of this is due now."""
    for step in (handing_over.begin_due, handing_over.take_over_due):
        done = 1
        while done:
            with work.unit() as session:
                done = step(session, now=work.clock())
    with work.unit(writes=False) as session:
        teams = routing.due_teams(session, now=work.clock())
    for team_id in teams:
        is_more = True
        while is_more:
            with work.unit() as session:
                is_more = routing.retry(session, team_id, now=work.clock())


def _teams_of_freed(session: Session, event_ids: list[int]) -> list[int]:
    """The teams of those whose load these events may have lessened."""
    query = select(Event.kind, Event.data, Conversation.assignee_id)
    rows = session.execute(
        query.join(Conversation, Conversation.id == Event.conversation_id).where(Event.id.in_(event_ids))
    )
    moves = (EventKind.ASSIGNED, EventKind.UNASSIGNED)
    people = {row.data.get("old") if row.kind in moves else row.assignee_id for row in rows}
    known = [one for one in people if isinstance(one, int)]
    return list(session.scalars(select(TeamMember.team_id).where(TeamMember.person_id.in_(known)).distinct()))
