"""Who may see what: fetch and authorise in one call. Unknown and forbidden look the same."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import Session

from inbox.errors import NotAllowed, NotFound
from inbox.models import Conversation, Door, Mailbox, Person, Role, Team, TeamMember
from inbox.translation import N_


@dataclass(frozen=True)
class Viewer:
    """A person who looks at something now, with what decides on access."""

    organization_id: int
    person_id: int
    name: str
    role: Role
    team_ids: frozenset[int]
    language: str
    time_zone: str
    door: Door
    default_view: str = "mine"
    all_team_ids: frozenset[int] | None = None
    """Of the organization, where they were read together with the person."""

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN


def viewer_of(
    session: Session, person: Person, *, door: Door, language: str, time_zone: str,
    team_ids: frozenset[int] | None = None, all_team_ids: frozenset[int] | None = None,
) -> Viewer:  # fmt: skip
    """The viewer that a person is when coming through a door; their own settings win over the client's."""
    if team_ids is None:
        query = select(TeamMember.team_id).where(TeamMember.person_id == person.id)
        team_ids = frozenset(session.scalars(query))
    return Viewer(
        organization_id=person.organization_id, person_id=person.id, name=person.name, role=person.role,
        team_ids=team_ids, language=person.language or language, time_zone=person.time_zone or time_zone,
        door=door, default_view=person.default_view, all_team_ids=all_team_ids,
    )  # fmt: skip


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Conversation` for what the viewer may see: their teams', for admins all of the organization."""
    if viewer.role is Role.COLLABORATOR:
        return false()
    mine = Conversation.organization_id == viewer.organization_id
    return mine if viewer.is_admin else and_(mine, Conversation.team_id.in_(viewer.team_ids))


def sees_team(viewer: Viewer, organization_id: int, team_id: int) -> bool:
    """Whether what a team does is `visible` to the viewer."""
    if viewer.role is Role.COLLABORATOR or organization_id != viewer.organization_id:
        return False
    return viewer.is_admin or team_id in viewer.team_ids


def team_ids_of(session: Session, viewer: Viewer) -> tuple[int, ...]:
    """The teams whose conversations are `visible` to the viewer."""
    if viewer.role is Role.COLLABORATOR:
        return ()
    if not viewer.is_admin:
        return tuple(sorted(viewer.team_ids))
    if viewer.all_team_ids is not None:
        return tuple(sorted(viewer.all_team_ids))
    query = select(Team.id).where(Team.organization_id == viewer.organization_id)
    return tuple(session.scalars(query.order_by(Team.id)))


def conversation_for(
    session: Session, viewer: Viewer, conversation_id: int, *, to_change: bool = False
) -> Conversation:
    """A conversation that the viewer may see, locked when it is to be changed; a merged one leads to its heir."""
    query = select(Conversation).where(Conversation.id == conversation_id, visible(viewer))
    found = session.scalars(query.with_for_update() if to_change else query).one_or_none()
    if found is None:
        raise NotFound(N_("This conversation does not exist, or you have no access to it."))
    if found.merged_into_id is not None:
        return conversation_for(session, viewer, found.merged_into_id, to_change=to_change)
    return found


def mailboxes_for(session: Session, viewer: Viewer) -> list[Mailbox]:
    """The mailboxes that the viewer may use, by name."""
    if viewer.role is Role.COLLABORATOR:
        return []
    query = select(Mailbox).where(Mailbox.organization_id == viewer.organization_id)
    if not viewer.is_admin:
        query = query.where(Mailbox.team_id.in_(viewer.team_ids))
    return list(session.scalars(query.order_by(Mailbox.name)))


def mailbox_for(session: Session, viewer: Viewer, mailbox_id: int) -> Mailbox:
    """A mailbox that the viewer may use."""
    for mailbox in mailboxes_for(session, viewer):
        if mailbox.id == mailbox_id:
            return mailbox
    raise NotFound(N_("This mailbox does not exist, or you have no access to it."))


def require_staff(viewer: Viewer) -> None:
    """Let everybody pass but those from outside."""
    if viewer.role is Role.COLLABORATOR:
        raise NotFound(N_("This does not exist, or you have no access to it."))


def require_lead(viewer: Viewer) -> None:
    """Let only those pass who answer for others."""
    if viewer.role not in (Role.ADMIN, Role.LEAD):
        raise NotAllowed(N_("Only a lead or an admin can do this."))


def require_admin(viewer: Viewer) -> None:
    """Let only admins pass."""
    if not viewer.is_admin:
        raise NotAllowed(N_("Only an admin can do this."))
