"""Recording what happened: every change of a conversation goes through `record`, in the change's own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from inbox.models import Conversation, Door, Event, EventKind, Mailbox

_RECORDED = "recorded_organizations"
_CHANGED = "changed_conversations"


@dataclass(frozen=True, slots=True)
class Change:
    """That something happened to a conversation, or to a mailbox and no conversation, and whose it is."""

    organization_id: int
    team_id: int
    conversation_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Who does something, through which door, and when. `person_id` is None for the system."""

    door: Door
    now: datetime
    person_id: int | None = None
    reason: str = ""
    rule: str = ""
    """The name of the rule that does it, if one does."""

    @property
    def is_human(self) -> bool:
        """Whether staff act on the conversation; mail that they write in their mail client is no such act.

        Who changes a label is not known, but that somebody did.
        """
        return self.door is Door.LABEL or (self.person_id is not None and self.door is not Door.NATIVE)


def record(
    session: Session, conversation: Conversation, kind: EventKind, *, by: Actor, at: datetime | None = None,
    message_id: int | None = None, reason: str = "", dedupe_key: str | None = None, **data: Any,
) -> Event:  # fmt: skip
    """Append an event to a conversation and raise its version. `data` holds ids, names and values, never mail text."""
    conversation.version += 1
    _note(session, Change(conversation.organization_id, conversation.team_id, conversation.id))
    if by.is_human:
        conversation.has_human_act = True
    if by.is_human or kind is EventKind.RECEIVED:
        conversation.crossed_at = None
    event = Event(
        organization_id=conversation.organization_id, conversation_id=conversation.id, mailbox_id=None,
        message_id=message_id, kind=kind, at=at or by.now, recorded_at=by.now, person_id=by.person_id, door=by.door,
        reason=reason or by.reason, data=data | ({"rule": by.rule} if by.rule else {}), dedupe_key=dedupe_key,
    )  # fmt: skip
    return _keep(session, event)


def record_of_mailbox(
    session: Session, mailbox: Mailbox, kind: EventKind, *, by: Actor, reason: str = "", **data: Any
) -> Event:
    """Append an event that belongs to a mailbox and to no conversation."""
    _note(session, Change(mailbox.organization_id, mailbox.team_id))
    event = Event(
        organization_id=mailbox.organization_id, mailbox_id=mailbox.id, kind=kind, at=by.now, recorded_at=by.now,
        person_id=by.person_id, door=by.door, reason=reason or by.reason, data=data,
    )  # fmt: skip
    return _keep(session, event)


def record_of_organization(
    session: Session, organization_id: int, kind: EventKind, *, by: Actor, reason: str = "", **data: Any
) -> Event:
    """Append an event that belongs to neither: a refused access, a changed configuration."""
    event = Event(
        organization_id=organization_id, kind=kind, at=by.now, recorded_at=by.now, person_id=by.person_id,
        door=by.door, reason=reason or by.reason, data=data,
    )  # fmt: skip
    return _keep(session, event)


def recorded(session: Session) -> frozenset[int]:
    """The organizations for which this unit of work recorded events: whom to relay for after the commit."""
    return frozenset(session.info.get(_RECORDED, ()))


def changes(session: Session) -> frozenset[Change]:
    """What this unit of work changed: whoever looks at it is to be told after the commit."""
    return frozenset(session.info.get(_CHANGED, ()))


def _note(session: Session, change: Change) -> None:
    session.info.setdefault(_CHANGED, set()).add(change)


def _keep(session: Session, event: Event) -> Event:
    session.info.setdefault(_RECORDED, set()).add(event.organization_id)
    session.add(event)
    return event
