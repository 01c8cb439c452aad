"""That somebody is there or not, all of a sudden: recorded, and what waits in their teams is tried again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from inbox import events
from inbox.events import Actor
from inbox.models import Conversation, EventKind, Person, Team, TeamMember


def changed(session: Session, person: Person, *, by: Actor, what: str) -> None:
    """Somebody changed when they are there; `what` says by which of their settings."""
    session.flush()
    teams = session.scalars(select(TeamMember.team_id).where(TeamMember.person_id == person.id)).all()
    wake(session, teams, now=by.now)
    events.record_of_organization(
        session, person.organization_id, EventKind.AVAILABILITY_CHANGED, by=by, people=[person.id], what=what
    )


def wake(session: Session, team_ids: Collection[int], *, now: datetime) -> None:
    """Try again at once what waits in these teams. Nothing is written where nothing waits."""
    if team_ids:
        waits = exists().where(Conversation.team_id == Team.id, Conversation.queued_at.is_not(None))
        is_later = or_(Team.route_at.is_(None), Team.route_at > now)
        waiting = select(Team.id).where(Team.id.in_(team_ids), is_later, waits).order_by(Team.id)
        ids = session.scalars(waiting.with_for_update(key_share=True)).all()
        statement = update(Team).where(Team.id.in_(ids)).values(route_at=now)
        session.execute(statement.execution_options(synchronize_session=False))
