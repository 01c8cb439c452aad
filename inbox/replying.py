"""What a reply is before it is sent: which message it answers, to whom it goes, and what its writer has seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, String, and_, bindparam, case, func, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from inbox.mail.composing import can_be_written_to
from inbox.mail.parsed import Address
from inbox.models import Conversation, Direction, Mailbox, Message, Note, Outgoing, OutgoingState, Person, PersonAddress

MOST_LANDED = 5
"""So much of what landed meanwhile is shown, the newest."""
_GLIMPSE = 400
_NOBODY = re.compile(
    r"(?i)(?:no|do[-_.]?not|non)[-_.]?(?:reply|responder|rispondere)|mailer-daemon|postmaster|bounces?"
)
_UNDER_WAY = (OutgoingState.WAITING, OutgoingState.SENDING)

_message = Message.__table__.c
_note = Note.__table__.c
_person = Person.__table__.c
_outgoing = Outgoing.__table__.c


class Answered(NamedTuple):
    """The message that a reply answers, and the mailbox that it is sent from."""

    message_id: int
    conversation_id: int
    internet_id: str | None
    direction: Direction
    sender_name: str
    sender_address: str
    recipients: dict[str, Any]
    subject: str
    received_at: datetime
    mailbox_id: int
    mailbox: str
    mailbox_address: str
    is_quarantined: bool


@dataclass(frozen=True, slots=True)
class Recipients:
    """To whom a reply goes."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As a row keeps them."""
        return {"to": [[one.name, one.address] for one in self.to], "cc": [[one.name, one.address] for one in self.cc]}


class Fence(NamedTuple):
    """What somebody has seen of a conversation: the newest message, note and waiting reply, and how many messages."""

    message: int
    note: int
    outgoing: int
    messages: int
    """Merging and splitting move older ones."""

    def misses(self, now: Fence) -> bool:
        """Whether there is more by now than was seen."""
        has_grown = any(new > old for new, old in zip(now[:3], self[:3], strict=True))
        return has_grown or now.messages != self.messages


class Landed(NamedTuple):
    """Something that came into a conversation after somebody had looked."""

    what: str
    """`message`, `note` or `outgoing`"""
    id: int
    at: datetime
    who: str
    beginning: str


def answered(session: Session, conversation_id: int, message_id: int = 0) -> Answered | None:
    """What a reply to a conversation that the caller may see answers: the message named, else the last one that
    a person outside wrote."""
    values = {"conversation": conversation_id, "message": message_id}
    row = session.execute(_ANSWERED_NAMED if message_id else _ANSWERED_LAST, values).first()
    return Answered._make(row) if row else None


def recipients(session: Session, organization_id: int, parent: Answered) -> tuple[Recipients, Recipients]:
    """To whom a reply goes, and a reply to all. Both are empty when nobody could read it."""
    ours = _ours(session, organization_id, parent.mailbox_address)
    to = _first(parent, ours)
    if not to:
        return Recipients(()), Recipients(())
    named = [*_people(parent.recipients, "to"), *_people(parent.recipients, "cc")]
    taken = {one.address for one in to} | ours
    return Recipients(to), Recipients(to, tuple(_each(named, taken)))


def is_nobody(address: str) -> bool:
    """Whether an address says that nobody reads it."""
    return not can_be_written_to(address) or _NOBODY.fullmatch(address.partition("@")[0]) is not None


def newest(session: Session, conversation_id: int) -> Fence:
    """What somebody sees who looks now."""
    return Fence._make(session.execute(_NEWEST, {"conversation": conversation_id}).one())


def landed(session: Session, conversation_id: int, seen: Fence) -> list[Landed]:
    """What came since, newest first: messages either way, notes, and replies that are about to be sent."""
    values = {"conversation": conversation_id, "message": seen.message, "note": seen.note, "outgoing": seen.outgoing}
    rows = session.execute(_LANDED, values)
    found = [Landed(row[0], row[1], row[2], row[3] or "", row[4]) for row in rows]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _ours(session: Session, organization_id: int, shared: str) -> set[str]:
    """All of our own addresses: nobody wants their reply back."""
    mailboxes = select(Mailbox.address).where(Mailbox.organization_id == organization_id)
    people = select(PersonAddress.address).where(PersonAddress.organization_id == organization_id)
    return {shared, *session.scalars(union_all(mailboxes, people))}


def _first(parent: Answered, ours: set[str]) -> tuple[Address, ...]:
    """Whom the answer is for. A colleague who wrote in is answered, too; the mailbox itself never is."""
    if parent.direction is Direction.OUTBOUND:
        return tuple(_each(_people(parent.recipients, "to"), ours))
    asked_for, writer = _people(parent.recipients, "reply_to"), [Address(parent.sender_name, parent.sender_address)]
    return tuple(_each(asked_for, {parent.mailbox_address})) or tuple(_each(writer, {parent.mailbox_address}))


def _people(recipients: dict[str, Any], kind: str) -> list[Address]:
    return [Address(name, address) for name, address in recipients.get(kind) or ()]


def _each(people: Iterable[Address], taken: set[str]) -> Iterable[Address]:
    """Those who can read a mail, each once."""
    known = {one.lower() for one in taken}
    for one in people:
        if one.address not in known and not is_nobody(one.address):
            known.add(one.address)
            yield one


_is_human = case((_message.mail_class == "human", 0), else_=1)
_is_outbound = case((_message.direction == Direction.OUTBOUND, 1), else_=0)
_ANSWERED = (
    select(
        _message.id, _message.conversation_id, _message.internet_message_id, _message.direction,
        _message.sender_name, _message.sender_address, _message.recipients, _message.subject, _message.received_at,
        Mailbox.id, Mailbox.name, Mailbox.address, Conversation.is_quarantined,
    )
    .join(Conversation, Conversation.id == _message.conversation_id)
    .join(Mailbox, Mailbox.id == Conversation.mailbox_id)
    .where(_message.conversation_id == bindparam("conversation"))
)  # fmt: skip
_ANSWERED_NAMED = _ANSWERED.where(_message.id == bindparam("message"))
_ANSWERED_LAST = _ANSWERED.order_by(_is_outbound, _is_human, _message.received_at.desc(), _message.id.desc()).limit(1)
_here: BindParameter[int] = bindparam("conversation")
_is_out_but_not_back = and_(_outgoing.state == OutgoingState.SENT, _outgoing.text != "")
_is_by_person = _outgoing.automatic_to == ""
_waits = and_(
    _outgoing.conversation_id == _here, _is_by_person, or_(_outgoing.state.in_(_UNDER_WAY), _is_out_but_not_back)
)


def _highest(column: Any, *conditions: Any) -> Any:
    return select(func.coalesce(func.max(column), 0)).where(*conditions).scalar_subquery()


_NEWEST = select(
    _highest(_message.id, _message.conversation_id == _here),
    _highest(_note.id, _note.conversation_id == _here, _note.deleted_at.is_(None)),
    _highest(_outgoing.id, _waits),
    select(func.count()).where(_message.conversation_id == _here).scalar_subquery(),
)


def _news(query: Any, column: Any) -> Any:
    return select(query.order_by(column.desc()).limit(MOST_LANDED + 1).subquery())


def _kind(what: str) -> Any:
    return literal_column(f"'{what}'", String).label("what")


_sender = func.coalesce(_person.name, func.nullif(_message.sender_name, ""), _message.sender_address)
_LANDED = union_all(
    _news(
        select(
            _kind("message"), _message.id, _message.received_at.label("at"), _sender.label("who"),
            func.substr(_message.visible_text, 1, _GLIMPSE).label("beginning"),
        )
        .outerjoin(Person.__table__, _person.id == _message.person_id)
        .where(_message.conversation_id == _here, _message.id > bindparam("message")),
        _message.id,
    ),
    _news(
        select(
            _kind("note"), _note.id, _note.created_at.label("at"),
            func.coalesce(_person.name, _note.rule).label("who"),
            func.substr(_note.text, 1, _GLIMPSE).label("beginning"),
        )
        .outerjoin(Person.__table__, _person.id == _note.author_id)
        .where(_note.conversation_id == _here, _note.id > bindparam("note"), _note.deleted_at.is_(None)),
        _note.id,
    ),
    _news(
        select(
            _kind("outgoing"), _outgoing.id, _outgoing.created_at.label("at"), _person.name.label("who"),
            func.substr(_outgoing.text, 1, _GLIMPSE).label("beginning"),
        )
        .join(Person.__table__, _person.id == _outgoing.person_id)
        .where(_waits, _outgoing.id > bindparam("outgoing")),
        _outgoing.id,
    ),
)  # fmt: skip
