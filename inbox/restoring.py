"""Stored messages as intake sees them, for those that are taken up once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import joining
from inbox.letters import BOUNCES
from inbox.mail.classification import MailClass
from inbox.matching import Clues
from inbox.models import Asks, Attachment, Conversation, Direction, Message, Reference
from inbox.recognising import Aspect
from inbox.reopening import News


def clues(session: Session, messages: Sequence[Message], threads: Mapping[int, str]) -> dict[int, Clues]:
    """What each message tells of where it belongs, by its id. `threads` are the provider's, of one mailbox."""
    query = select(Reference.message_id, Reference.target_key).where(Reference.message_id.in_(threads))
    references: defaultdict[int, list[str]] = defaultdict(list)
    for message_id, target in session.execute(query.order_by(Reference.message_id, Reference.position)):
        references[message_id].append(target)
    return {
        one.id: Clues(
            sender=one.sender_address, at=one.received_at,
            people=frozenset(joining.people(one.sender_address, one.recipients)),
            asks=is_from_outside(one) and one.asks is Asks.ANSWER, is_bounce=one.mail_class in BOUNCES,
            message_id=one.internet_message_id, references=tuple(references[one.id]), tokens=(),
            thread_id=threads[one.id], subject="",
        )
        for one in messages
    }  # fmt: skip


def is_from_outside(message: Message) -> bool:
    """Whether a person wrote it to us."""
    return message.direction is Direction.INBOUND and message.mail_class == MailClass.HUMAN


def aspect(message: Message) -> Aspect:
    """What a message is to its team."""
    return Aspect(message.direction, message.mail_class, message.class_header, message.asks, message.received_at)


def news(session: Session, message: Message) -> News:
    """A message as news to a conversation."""
    files = select(Attachment.id).where(Attachment.message_id == message.id, Attachment.kind == "file").limit(1)
    return News(
        message_id=message.id, at=message.received_at, asks=message.asks, is_bounce=message.mail_class in BOUNCES,
        is_from_outside=is_from_outside(message), text=message.visible_text, sender_name=message.sender_name,
        has_files=session.scalar(files) is not None,
    )  # fmt: skip


def siblings(
    session: Session, conversation: Conversation, messages: Sequence[Message]
) -> Iterator[tuple[Conversation, int]]:
    """Conversations of other teams that have the same messages."""
    fingerprints = {one.fingerprint for one in messages}
    query = (
        select(Message.conversation_id, Message.fingerprint)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.organization_id == conversation.organization_id,
            Message.key.in_([one.key for one in messages]),
            Message.team_id != conversation.team_id,
            ~Conversation.is_quarantined,
        )
    )
    for conversation_id, fingerprint in session.execute(query):
        if fingerprint in fingerprints:
            yield conversation, conversation_id
