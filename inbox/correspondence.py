"""The messages of a conversation: their gists in a list, and one of them whole."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from inbox.access import Viewer, team_ids_of
from inbox.errors import NotFound
from inbox.mail.classification import MailClass
from inbox.models import Attachment, Delivery, Direction, Message, Person
from inbox.paging import BEGINNING, Cursor, Page, Slice, in_turn, read
from inbox.translation import N_

_GLIMPSE = 600
"""Characters of a text that are read to make its gist."""

_message = Message.__table__.c
_attachment = Attachment.__table__.c
_delivery = Delivery.__table__.c
_person = Person.__table__.c


class Written(NamedTuple):
    """A message in a list: who wrote when, and how it begins."""

    id: int
    direction: Direction
    mail_class: str
    sender_name: str
    sender_address: str
    person: str | None
    received_at: datetime
    beginning: str
    attachments: int

    @property
    def place(self) -> Cursor:
        return Cursor(self.received_at, self.id)

    @property
    def sender(self) -> str:
        return self.person or self.sender_name or self.sender_address


class Letter(NamedTuple):
    """A message whole."""

    id: int
    conversation_id: int
    direction: Direction
    mail_class: str
    sender_name: str
    sender_address: str
    person: str | None
    recipients: dict[str, Any]
    subject: str
    received_at: datetime
    visible_text: str
    folded_quote: str
    signature: str
    is_gone: bool
    """Whether every mailbox that had it has deleted it."""

    @property
    def sender(self) -> str:
        return self.person or self.sender_name or self.sender_address


class Enclosed(NamedTuple):
    """What is attached to a message."""

    name: str
    content_type: str
    kind: str
    size: int


def messages(session: Session, conversation_id: int, part: Slice = BEGINNING, *, limit: int) -> Page[Written]:
    """One page of the messages of a conversation that the caller may see, newest first."""
    return read(session, _written(part.turn), {"conversation": conversation_id}, Written._make, part, limit)


def letter(session: Session, viewer: Viewer, message_id: int) -> Letter:
    """A message that the viewer may read."""
    teams = team_ids_of(session, viewer)
    row = session.execute(_LETTER, {"message": message_id, "teams": teams}).one_or_none()
    if row is None:
        raise NotFound(N_("This message does not exist, or you have no access to it."))
    return Letter._make(row)


def newest_from_outside(session: Session, conversation_id: int) -> Message | None:
    """The newest mail of a conversation that a person wrote to us."""
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.direction == Direction.INBOUND,
        Message.mail_class == MailClass.HUMAN.value,
    )  # fmt: skip
    return session.scalars(query.order_by(Message.received_at.desc(), Message.id.desc()).limit(1)).one_or_none()


def enclosed(session: Session, message_id: int, *, limit: int) -> list[Enclosed]:
    """What is attached to a message, in its order; one more than `limit` says that there is more."""
    rows = session.execute(_ENCLOSED, {"message": message_id, "limit": limit + 1})
    return [Enclosed._make(row) for row in rows]


@lru_cache
def _written(turn: str) -> Select[Any]:
    attached = select(func.count()).where(_attachment.message_id == _message.id).scalar_subquery()
    query = (
        select(
            _message.id, _message.direction, _message.mail_class, _message.sender_name, _message.sender_address,
            _person.name, _message.received_at, func.substr(_message.visible_text, 1, _GLIMPSE), attached,
        )
        .select_from(Message.__table__)
        .outerjoin(Person.__table__, _person.id == _message.person_id)
        .where(_message.conversation_id == bindparam("conversation"))
    )  # fmt: skip
    return in_turn(query, turn, _message.received_at, _message.id).limit(bindparam("limit"))


_listed = select(_delivery.id).where(_delivery.message_id == _message.id)
_LETTER = (
    select(
        _message.id, _message.conversation_id, _message.direction, _message.mail_class, _message.sender_name,
        _message.sender_address, _person.name, _message.recipients, _message.subject, _message.received_at,
        _message.visible_text, _message.folded_quote, _message.signature,
        _listed.exists() & ~_listed.where(_delivery.deleted_at.is_(None)).exists(),
    )
    .select_from(Message.__table__)
    .outerjoin(Person.__table__, _person.id == _message.person_id)
    .where(
        _message.id == bindparam("message"),
        _message.team_id.in_(bindparam("teams", expanding=True)),
    )
)  # fmt: skip
_ENCLOSED = (
    select(_attachment.name, _attachment.content_type, _attachment.kind, _attachment.size)
    .where(_attachment.message_id == bindparam("message"))
    .order_by(_attachment.id)
    .limit(bindparam("limit"))
)
