"""Splitting a conversation: a chosen message and all after it begin one of their own."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import deriving, events, joining, merging
from inbox.errors import Invalid, NotFound
from inbox.events import Actor
from inbox.models import Conversation, ConversationLink, EventKind, LinkKind, Message
from inbox.translation import N_


def split(session: Session, conversation: Conversation, message: Message, *, by: Actor) -> Conversation:
    """Move a message and all after it to a new conversation that keeps status, assignee, priority and contact.

    Notes and tags stay. Mail goes where what it answers is; the two never join by themselves. Twice is no news.
    """
    if message.conversation_id != conversation.id:
        return _split_before(session, conversation, message)
    moved = _from(session, message)
    if not moved:
        raise Invalid(N_("This is the first message: nothing would stay behind. Choose a later one."), field="message")
    new = _begin(session, conversation, by=by)
    joining.move_messages(session, moved, source=conversation.id, target=new.id)
    joining.follow_messages(session, moved, new.id)
    joining.reset_people(session, [conversation.id, new.id])
    session.add(
        ConversationLink(
            organization_id=new.organization_id, conversation_id=new.id, other_id=conversation.id,
            kind=LinkKind.SPLIT_FROM, created_at=by.now,
        )
    )  # fmt: skip
    events.record(session, conversation, EventKind.SPLIT, by=by, message_id=message.id, new=new.id)
    events.record(session, new, EventKind.SPLIT, by=by, message_id=message.id, source=conversation.id)
    deriving.refresh(session, [conversation, new], ours=merging.recipient(session, new, by=by).ours, now=by.now)
    return new


def _split_before(session: Session, conversation: Conversation, message: Message) -> Conversation:
    """The conversation that a message was split off to already."""
    link = select(ConversationLink.id).where(
        ConversationLink.conversation_id == message.conversation_id,
        ConversationLink.other_id == conversation.id,
        ConversationLink.kind == LinkKind.SPLIT_FROM,
    )
    if session.scalar(link) is None:
        raise NotFound(N_("This message is not part of this conversation any more."))
    return session.get_one(Conversation, message.conversation_id)


def _from(session: Session, message: Message) -> list[int]:
    """The message and all after it; nothing if it is the first."""
    query = select(Message.id).where(Message.conversation_id == message.conversation_id)
    ids = list(session.scalars(query.order_by(Message.received_at, Message.id)))
    return ids[ids.index(message.id) :] if ids[0] != message.id else []


def _begin(session: Session, old: Conversation, *, by: Actor) -> Conversation:
    new = Conversation(
        organization_id=old.organization_id, team_id=old.team_id, mailbox_id=old.mailbox_id,
        contact_id=old.contact_id, assignee_id=old.assignee_id, priority=old.priority, status=old.status,
        snoozed_until=old.snoozed_until, closed_at=old.closed_at, closed_by_id=old.closed_by_id,
        first_message_at=old.first_message_at, last_message_at=old.last_message_at, created_at=by.now, version=0,
    )  # fmt: skip
    session.add(new)
    session.flush()
    return new
