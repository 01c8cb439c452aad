"""Who is to be told: the leads of a team, its members, an organization's admins, those whom a note names."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from inbox.models import Mention, Person, Role, TeamMember


def leads(session: Session, organization_id: int, team_id: int) -> frozenset[int]:
    """The leads of a team; where it has none, the admins."""
    query = _members(team_id).where(or_(TeamMember.is_lead, Person.role == Role.LEAD))
    return frozenset(session.scalars(query)) or admins(session, organization_id)


def members(session: Session, team_id: int) -> frozenset[int]:
    """The active members of a team."""
    return frozenset(session.scalars(_members(team_id)))


def admins(session: Session, organization_id: int) -> frozenset[int]:
    """The active admins."""
    query = select(Person.id).where(
        Person.organization_id == organization_id, Person.role == Role.ADMIN, Person.active
    )  # fmt: skip
    return frozenset(session.scalars(query))


def mentioned(session: Session, note_id: int) -> frozenset[int]:
    """Everybody whom a note names, by themselves or by their team."""
    by_team = (
        select(TeamMember.person_id)
        .join(Mention, Mention.team_id == TeamMember.team_id)
        .where(Mention.note_id == note_id)
    )
    by_name = select(Mention.person_id).where(Mention.note_id == note_id, Mention.person_id.is_not(None))
    named = (person for person in session.scalars(by_name) if person is not None)
    return frozenset(named) | frozenset(session.scalars(by_team))


def _members(team_id: int) -> Select[int]:
    query = select(Person.id).join(TeamMember, TeamMember.person_id == Person.id)
    return query.where(TeamMember.team_id == team_id, Person.active)
