"""Tags on a conversation."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from inbox import events
from inbox.errors import NotFound
from inbox.events import Actor
from inbox.models import Conversation, ConversationTag, EventKind, Tag
from inbox.translation import N_


def set_tags(session: Session, conversation: Conversation, tag_ids: Collection[int], *, by: Actor) -> None:
    """Make these the conversation's tags: an event for each one added and each one taken off."""
    known = _tags(session, conversation.organization_id)
    missing = set(tag_ids) - known.keys()
    if missing:
        raise NotFound(N_("This tag does not exist any more."))
    present = _present(session, conversation)
    for tag_id in sorted(set(tag_ids) - present):
        add(session, conversation, known[tag_id], by=by)
    for tag_id in sorted(present - set(tag_ids)):
        remove(session, conversation, known[tag_id], by=by)


def add(session: Session, conversation: Conversation, tag: Tag, *, by: Actor) -> None:
    """Put a tag on."""
    if session.get(ConversationTag, (conversation.id, tag.id)) is None:
        session.add(ConversationTag(conversation_id=conversation.id, tag_id=tag.id))
        events.record(session, conversation, EventKind.TAGGED, by=by, tag_id=tag.id, new=tag.name)


def remove(session: Session, conversation: Conversation, tag: Tag, *, by: Actor) -> None:
    """Take a tag off."""
    if session.get(ConversationTag, (conversation.id, tag.id)) is not None:
        session.execute(
            delete(ConversationTag).where(
                ConversationTag.conversation_id == conversation.id, ConversationTag.tag_id == tag.id
            )
        )
        events.record(session, conversation, EventKind.UNTAGGED, by=by, tag_id=tag.id, old=tag.name)


def _tags(session: Session, organization_id: int) -> dict[int, Tag]:
    return {tag.id: tag for tag in session.scalars(select(Tag).where(Tag.organization_id == organization_id))}


def _present(session: Session, conversation: Conversation) -> set[int]:
    query = select(ConversationTag.tag_id).where(ConversationTag.conversation_id == conversation.id)
    return set(session.scalars(query))
