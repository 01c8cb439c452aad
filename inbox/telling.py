"""The events that mail makes: that a conversation began, that something came in, went out, or came back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from inbox import events
from inbox.events import Actor
from inbox.letters import BOUNCES, Letter, Recipient
from inbox.mail.classification import MailClass
from inbox.models import Conversation, Direction, Door, EventKind
from inbox.recognising import Aspect, Newcomer


def began(session: Session, conversation: Conversation, *, follows: int | None, by: Actor) -> None:
    """A conversation began with its first message."""
    events.record(
        session, conversation, EventKind.CREATED, by=by, at=conversation.first_message_at,
        dedupe_key=f"created:{conversation.id}", mailbox_id=conversation.mailbox_id, origin=conversation.origin,
        new=conversation.status.value, follows=follows,
    )  # fmt: skip


def came(
    session: Session, conversation: Conversation, seen: Aspect, *, message_id: int, person_id: int | None,
    mailbox_id: int, now: datetime, addresses: Iterable[str] = (), door: Door = Door.NATIVE,
) -> None:  # fmt: skip
    """A message came in or was sent. `addresses` are those that a bounce names."""
    events.record(
        session, conversation, kind(seen.direction, seen.mail_class), at=seen.received_at, message_id=message_id,
        by=Actor(door=door, now=now, person_id=person_id), dedupe_key=f"mail:{message_id}",
        mailbox_id=mailbox_id, mail_class=seen.mail_class, addresses=list(addresses)[:20],
    )  # fmt: skip


def letter_came(session: Session, conversation: Conversation, newcomer: Newcomer, to: Recipient) -> None:
    """A letter that was just written down came in or was sent."""
    letter = newcomer.letter
    status = letter.mail.delivery_status if letter.is_bounce else None
    came(
        session, conversation, newcomer.aspect, message_id=newcomer.message_id, person_id=letter.person_id,
        mailbox_id=to.mailbox.id, now=to.now, addresses=[one.address for one in status.recipients] if status else (),
        door=letter.door,
    )  # fmt: skip


def came_again(session: Session, conversation: Conversation, letter: Letter, *, message_id: int, to: Recipient) -> None:
    """Another mailbox of the team received it, too."""
    events.record(
        session, conversation, EventKind.ALSO_RECEIVED, by=Actor(door=Door.NATIVE, now=to.now),
        at=letter.arrival.received_at, message_id=message_id, dedupe_key=f"also:{message_id}:{to.mailbox.id}",
        mailbox_id=to.mailbox.id, mailbox=to.mailbox.address,
    )  # fmt: skip


def kind(direction: Direction, mail_class: str) -> EventKind:
    """What it is called when such a message comes."""
    if mail_class in BOUNCES:
        return EventKind.BOUNCED
    if direction is Direction.OUTBOUND:
        return EventKind.SENT
    return EventKind.RECEIVED if mail_class == MailClass.HUMAN else EventKind.RECORDED
