"""Stored messages as intake sees them, for those that are taken up once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import joining
from inbox.letters import BOUNCES, Recipient
from inbox.mail import subjects
from inbox.mail.classification import MailClass
from inbox.matching import Clues
from inbox.models import Asks, Attachment, Conversation, Delivery, Direction, Message, Reference
from inbox.recognising import Aspect, second_key
from inbox.reopening import News


def clues(
    session: Session, to: Recipient, messages: Sequence[Message], deliveries: Sequence[Delivery]
) -> list[tuple[int, Clues]]:
    """What each message tells of where it belongs, with its id, once for each delivery to one mailbox."""
    query = select(Reference.message_id, Reference.target_key).where(Reference.message_id.in_([m.id for m in messages]))
    references: defaultdict[int, list[str]] = defaultdict(list)
    for message_id, target in session.execute(query.order_by(Reference.message_id, Reference.position)):
        references[message_id].append(target)
    by_id = {one.id: one for one in messages}
    return [
        (one.message_id, _clues(to, by_id[one.message_id], one, references[one.message_id]))
        for one in deliveries
        if one.message_id is not None
    ]


def _clues(to: Recipient, message: Message, delivery: Delivery, references: list[str]) -> Clues:
    is_human = is_from_outside(message)
    joins_by_subject = to.behaviour.join_by_subject and is_human and message.sender_address not in to.ours.addresses
    return Clues(
        sender=message.sender_address, people=frozenset(joining.people(message.sender_address, message.recipients)),
        at=delivery.received_at, asks=is_human and message.asks is Asks.ANSWER,
        is_bounce=message.mail_class in BOUNCES, message_id=message.internet_message_id,
        references=tuple(references), tokens=(), thread_id=delivery.provider_thread_id,
        subject=subjects.normalise(message.subject) if joins_by_subject else "",
    )  # fmt: skip


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
    ids = {(one.internet_message_id or one.key, one.fingerprint) for one in messages}
    keys = {key for id_, fingerprint in ids for key in (id_, second_key(id_, fingerprint))}
    query = (
        select(Message.conversation_id, Message.fingerprint)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.organization_id == conversation.organization_id,
            Message.key.in_(keys),
            Message.team_id != conversation.team_id,
            ~Conversation.is_quarantined,
        )
    )
    for conversation_id, fingerprint in session.execute(query):
        if fingerprint in fingerprints:
            yield conversation, conversation_id
