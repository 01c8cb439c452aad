"""How the work stands: the load of teams and people, who waits longest, what is due soon; and one's own day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, literal, or_, select, true
from sqlalchemy.orm import Session

from inbox.access import Viewer, require_lead, team_ids_of
from inbox.mail.classification import MailClass
from inbox.models import Conversation, Direction, Message, Person, Status, Team, TeamMember
from inbox.models.base import UtcDateTime
from inbox.views import Listed, listed

SOON = timedelta(hours=1)
_conversation = Conversation.__table__.c
_team = Team.__table__.c
_person = Person.__table__.c
_member = TeamMember.__table__.c
_message = Message.__table__.c
_EVER = literal(datetime(1970, 1, 1, tzinfo=UTC), UtcDateTime)
_now = bindparam("now", type_=UtcDateTime)
_soon = bindparam("soon", type_=UtcDateTime)
_teams: BindParameter[list[int]] = bindparam("teams", expanding=True)


class TeamLoad(NamedTuple):
    """A team's open work."""

    name: str
    open: int
    unassigned: int
    overdue: int
    soon: int
    """Due within the hour."""
    waiting_since: datetime | None
    """Since when somebody waits longest for a response."""


class PersonLoad(NamedTuple):
    """Somebody's open work."""

    name: str
    open: int
    overdue: int
    soon: int


def teams(session: Session, viewer: Viewer, *, now: datetime) -> list[TeamLoad]:
    """The teams that the viewer answers for, by name. Raises NotAllowed."""
    return [TeamLoad._make(row) for row in session.execute(_TEAMS, _values(session, viewer, now))]


def people(session: Session, viewer: Viewer, *, now: datetime) -> list[PersonLoad]:
    """Their active members, those with the most open work first. Raises NotAllowed."""
    return [PersonLoad._make(row) for row in session.execute(_PEOPLE, _values(session, viewer, now))]


def coming(session: Session, viewer: Viewer, *, now: datetime, limit: int) -> list[Listed]:
    """What is overdue or will be within the hour, what was due first in front. Raises NotAllowed."""
    values = _values(session, viewer, now) | {"limit": limit}
    return [Listed._make(row) for row in session.execute(_COMING, values)]


def oldest(session: Session, viewer: Viewer, *, limit: int) -> list[Listed]:
    """What nobody answered for longest, listed at when it was asked. Raises NotAllowed."""
    require_lead(viewer)
    values = {"teams": team_ids_of(session, viewer), "limit": limit}
    return [Listed._make(row) for row in session.execute(_OLDEST, values)]


def mine(session: Session, viewer: Viewer, *, until: datetime, limit: int) -> list[Listed]:
    """What is on the viewer now, and what wakes before a time: what is due first in front, then by age."""
    values = {"viewer": viewer.person_id, "teams": team_ids_of(session, viewer), "until": until, "limit": limit}
    return [Listed._make(row) for row in session.execute(_MINE, values)]


def _values(session: Session, viewer: Viewer, now: datetime) -> dict[str, Any]:
    require_lead(viewer)
    return {"teams": team_ids_of(session, viewer), "now": now, "soon": now + SOON}


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)


def _picked(query: Any, at: Sequence[Any]) -> Any:
    picked = query.order_by(*at).limit(bindparam("limit")).subquery()
    return listed(picked).order_by(*at)


_is_open = and_(_conversation.is_listed == true(), _conversation.status == Status.OPEN)
_is_late = and_(_conversation.due_at.is_not(None), _conversation.due_at < _now)
_is_near = and_(_conversation.due_at >= _now, _conversation.due_at < _soon)
_human = and_(_message.conversation_id == _conversation.id, _message.mail_class == MailClass.HUMAN.value)
_answered_at = (
    select(func.max(_message.received_at))
    .where(_human, _message.direction == Direction.OUTBOUND)
    .correlate(Conversation.__table__)
    .scalar_subquery()
)
_asked_at = (
    select(func.min(_message.received_at))
    .where(_human, _message.direction == Direction.INBOUND, _message.received_at > func.coalesce(_answered_at, _EVER))
    .correlate(Conversation.__table__)
    .scalar_subquery()
)
"""When somebody wrote whom nobody answered since: also where nothing is promised."""
_open = (
    select(_conversation.id, _conversation.team_id, _asked_at.label("asked_at"))
    .where(_conversation.team_id.in_(_teams), _is_open)
    .subquery()
)
_waiting = select(_open.c.team_id, func.min(_open.c.asked_at).label("since")).group_by(_open.c.team_id).subquery()
_TEAMS = (
    select(
        _team.name, _count(_is_open), _count(_is_open, _conversation.assignee_id.is_(None)), _count(_is_late),
        _count(_is_near), _waiting.c.since,
    )
    .select_from(Team.__table__)
    .outerjoin(
        Conversation.__table__,
        and_(_conversation.team_id == _team.id, or_(_is_open, _conversation.due_at.is_not(None))),
    )
    .outerjoin(_waiting, _waiting.c.team_id == _team.id)
    .where(_team.id.in_(_teams))
    .group_by(_team.id, _team.name, _waiting.c.since)
    .order_by(_team.name, _team.id)
)  # fmt: skip
_members = select(_member.person_id).where(_member.team_id.in_(_teams)).distinct()
_PEOPLE = (
    select(_person.name, _count(_is_open), _count(_is_late), _count(_is_near))
    .select_from(Person.__table__)
    .outerjoin(
        Conversation.__table__,
        and_(
            _conversation.assignee_id == _person.id, _conversation.team_id.in_(_teams),
            or_(_is_open, _conversation.due_at.is_not(None)),
        ),
    )
    .where(_person.id.in_(_members), _person.active)
    .group_by(_person.id, _person.name)
    .order_by(_count(_is_open).desc(), _person.name, _person.id)
)  # fmt: skip
_COMING = _picked(
    select(_conversation.id).where(
        _conversation.team_id.in_(_teams), _conversation.due_at.is_not(None), _conversation.due_at < _soon
    ),
    (_conversation.due_at, _conversation.id),
)
_oldest = (
    select(_open.c.id, _open.c.asked_at)
    .where(_open.c.asked_at.is_not(None))
    .order_by(_open.c.asked_at, _open.c.id)
    .limit(bindparam("limit"))
    .subquery()
)
_OLDEST = listed(_oldest, _oldest.c.asked_at).order_by(_oldest.c.asked_at, _oldest.c.id)
_until = bindparam("until", type_=UtcDateTime)
_MINE = _picked(
    select(_conversation.id).where(
        _conversation.team_id.in_(_teams),
        _conversation.assignee_id == bindparam("viewer"),
        _conversation.is_listed == true(),
        or_(_conversation.status == Status.OPEN, _conversation.snoozed_until < _until, _conversation.due_at < _until),
    ),
    (_conversation.due_at.is_(None), _conversation.due_at, _conversation.last_message_at, _conversation.id),
)
