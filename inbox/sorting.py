"""What a conversation is about and how much it presses: category and priority."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inbox import events
from inbox.errors import NotFound
from inbox.events import Actor
from inbox.models import Category, Conversation, EventKind, Priority
from inbox.translation import N_


def set_category(session: Session, conversation: Conversation, category_id: int | None, *, by: Actor) -> None:
    """Say what it is about; None takes the category off."""
    if conversation.category_id != category_id:
        name = _name(session, conversation, category_id)
        old = _name(session, conversation, conversation.category_id)
        conversation.category_id = category_id
        events.record(session, conversation, EventKind.CATEGORIZED, by=by, old=old, new=name, category_id=category_id)


def set_priority(session: Session, conversation: Conversation, priority: Priority, *, by: Actor) -> None:
    """Say how much it presses."""
    if conversation.priority is not priority:
        old, conversation.priority = conversation.priority, priority
        events.record(session, conversation, EventKind.PRIORITIZED, by=by, old=old.value, new=priority.value)


def _name(session: Session, conversation: Conversation, category_id: int | None) -> str | None:
    if category_id is None:
        return None
    category = session.get(Category, category_id)
    if category is None or category.organization_id != conversation.organization_id:
        raise NotFound(N_("This category does not exist any more."))
    return category.name
