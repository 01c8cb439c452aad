"""Who is on leave in the teams that somebody leads, or leaves conversations to them; and who may decide about it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from inbox.access import Viewer
from inbox.errors import NotFound
from inbox.models import Conversation, HandOver, Leave, Person, Role, Status, Team, TeamMember
from inbox.translation import N_


class Offer(NamedTuple):
    """A leave under way, and what hangs on it."""

    leave_id: int
    name: str
    ends_at: datetime
    substitute: str | None
    offered_at: datetime | None
    waiting: int
    """Open conversations that are still theirs."""
    moved: int
    """Conversations that went elsewhere."""
    may_undo: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody is asked to decide."""
        return self.offered_at is not None and self.waiting > 0


def offers(session: Session, viewer: Viewer, *, now: datetime, limit: int = 5) -> list[Offer]:
    """The leaves about which the viewer may decide, the newest first."""
    substitute = aliased(Person)
    own_teams = select(Team.id).where(Team.organization_id == viewer.organization_id).scalar_subquery()
    waiting = select(func.count()).where(
        Conversation.team_id.in_(own_teams), Conversation.assignee_id == Leave.person_id, Conversation.is_listed,
        Conversation.status == Status.OPEN,
    )  # fmt: skip
    moved = select(func.count()).where(HandOver.leave_id == Leave.id)
    query = (
        select(
            Leave.id, Person.name, Leave.ends_at, substitute.name, Leave.offered_at,
            waiting.correlate(Leave).scalar_subquery(), moved.correlate(Leave).scalar_subquery(), _leads(viewer),
        )
        .join(Person, Person.id == Leave.person_id)
        .outerjoin(substitute, substitute.id == Leave.substitute_id)
        .where(_decides(viewer), Leave.starts_at <= now, Leave.ends_at > now, Leave.cancelled_at.is_(None))
        .order_by(Leave.starts_at.desc(), Leave.id)
        .limit(limit)
    )  # fmt: skip
    return [Offer._make(row) for row in session.execute(query)]


def leave_for(session: Session, viewer: Viewer, leave_id: int, *, to_undo: bool = False) -> Leave:
    """A leave about which the viewer may decide, locked. Unknown and forbidden look the same."""
    allowed = _leads(viewer) if to_undo else _decides(viewer)
    leave = session.scalars(select(Leave).where(Leave.id == leave_id, allowed).with_for_update()).one_or_none()
    if leave is None or viewer.role is Role.COLLABORATOR:
        raise NotFound(N_("This does not exist, or you have no access to it."))
    return leave


def teams_led(session: Session, viewer: Viewer) -> list[Team]:
    """The teams that the viewer answers for; an admin answers for all."""
    query = select(Team).where(Team.organization_id == viewer.organization_id)
    if not viewer.is_admin:
        query = query.join(TeamMember, TeamMember.team_id == Team.id)
        query = query.where(TeamMember.person_id == viewer.person_id, TeamMember.is_lead)
    return list(session.scalars(query.order_by(Team.name, Team.id)))


def _decides(viewer: Viewer) -> ColumnElement[bool]:
    """Leads, the substitute, and whoever is on leave themselves."""
    mine = or_(Leave.substitute_id == viewer.person_id, Leave.person_id == viewer.person_id)
    return (Leave.organization_id == viewer.organization_id) & or_(mine, _leads(viewer))


def _leads(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer answers for a team of whoever is on leave."""
    if viewer.is_admin:
        return Leave.organization_id == viewer.organization_id
    led = select(TeamMember.team_id).where(TeamMember.person_id == viewer.person_id, TeamMember.is_lead)
    people = select(TeamMember.person_id).where(TeamMember.team_id.in_(led))
    return (Leave.organization_id == viewer.organization_id) & Leave.person_id.in_(people)
