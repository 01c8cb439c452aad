"""Who belongs to a team: what gives access to its mailboxes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inbox import events
from inbox.access import Viewer
from inbox.errors import NotAllowed, NotFound
from inbox.events import Actor
from inbox.models import EventKind, Person, Role, Team, TeamMember
from inbox.translation import N_


def grant(session: Session, viewer: Viewer, team_id: int, person_id: int, *, by: Actor) -> Person:
    """Let a person into a team, as an admin or a lead of that team may. Granting twice is no news."""
    team, person = session.get(Team, team_id), session.get(Person, person_id)
    here = viewer.organization_id
    if team is None or person is None or {team.organization_id, person.organization_id} != {here} or not person.active:
        raise NotFound(N_("This person or team does not exist."))
    if not may_grant(session, viewer, team_id):
        raise NotAllowed(N_("Only an admin or the lead of %(team)s can give access."), team=team.name)
    if session.get(TeamMember, (team_id, person_id)) is None:
        session.add(TeamMember(team_id=team_id, person_id=person_id))
        events.record_of_organization(session, here, EventKind.ACCESS_GRANTED, by=by, team_id=team_id, to=person_id)
    return person


def may_grant(session: Session, viewer: Viewer, team_id: int) -> bool:
    """Admins may, and the leads of the team."""
    if viewer.is_admin:
        return True
    member = session.get(TeamMember, (team_id, viewer.person_id))
    return member is not None and (member.is_lead or viewer.role is Role.LEAD)
