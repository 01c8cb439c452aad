"""Who answers a conversation: assign, hand over, unassign."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import events
from inbox.errors import NotAllowed, NotFound
from inbox.events import Actor
from inbox.models import Conversation, EventKind, Person, Role, TeamMember
from inbox.translation import N_


def assign(session: Session, conversation: Conversation, to: Person | None, *, by: Actor, reason: str = "") -> None:
    """Give the conversation to a person, or to nobody. Assigning twice to the same person is no news."""
    if to is None:
        _unassign(session, conversation, by=by, reason=reason)
        return
    if not to.active:
        raise NotAllowed(N_("%(name)s is no longer active."), name=to.name)
    if not may_be_assigned(session, conversation, to):
        raise NotAllowed(N_("%(name)s has no access to this mailbox."), name=to.name)
    if conversation.assignee_id != to.id:
        give(session, conversation, to.id, by=by, reason=reason)


def give(
    session: Session, conversation: Conversation, person_id: int, *, by: Actor, reason: str = "", **data: Any
) -> None:
    """Give it to somebody of whom is known that they may have it; `data` says how they were chosen."""
    old, conversation.assignee_id = conversation.assignee_id, person_id
    leave_queue(conversation)
    conversation.take_over_at = None
    events.record(session, conversation, EventKind.ASSIGNED, by=by, reason=reason, old=old, new=person_id, **data)


def leave_queue(conversation: Conversation) -> None:
    """It waits no longer for somebody to be given to."""
    if conversation.queued_at is not None:
        conversation.queued_at, conversation.needs = None, ""


def candidates(session: Session, conversation: Conversation) -> list[Person]:
    """Who can be assigned: the active members of its team, by name."""
    return list(
        session.scalars(
            select(Person)
            .join(TeamMember, TeamMember.person_id == Person.id)
            .where(TeamMember.team_id == conversation.team_id, Person.active)
            .order_by(Person.name, Person.id)
        )
    )


def candidate(session: Session, conversation: Conversation, person_id: int) -> Person:
    """A person of the same organization, to assign to."""
    person = session.get(Person, person_id)
    if person is None or person.organization_id != conversation.organization_id:
        raise NotFound(N_("This person does not exist."))
    return person


def may_be_assigned(session: Session, conversation: Conversation, person: Person) -> bool:
    """Members of the conversation's team can, and the organization's admins."""
    if person.organization_id != conversation.organization_id or person.role is Role.COLLABORATOR:
        return False
    return person.role is Role.ADMIN or session.get(TeamMember, (conversation.team_id, person.id)) is not None


def _unassign(session: Session, conversation: Conversation, *, by: Actor, reason: str) -> None:
    if conversation.assignee_id is not None:
        old, conversation.assignee_id = conversation.assignee_id, None
        conversation.take_over_at = None
        events.record(session, conversation, EventKind.UNASSIGNED, by=by, reason=reason, old=old, new=None)
