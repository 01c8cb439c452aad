"""What speaks against sending a reply unseen: somebody answered meanwhile, is about to, or it goes to a stranger."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, not_, or_, select, union_all
from sqlalchemy.orm import Session

from inbox.access import Viewer
from inbox.models import (
    Direction,
    Mailbox,
    Message,
    Outgoing,
    OutgoingState,
    Participant,
    Person,
    PersonAddress,
)

_UNDER_WAY = (OutgoingState.WAITING, OutgoingState.SENDING)


class Answer(NamedTuple):
    """A colleague's answer to the same mail."""

    who: str
    at: datetime


class Doubts(NamedTuple):
    """All that was found; empty when nothing was."""

    answer: Answer | None
    """The newest one that the writer may not have seen."""
    leaving: tuple[str, ...]
    """Who has a reply on its way."""
    strangers: tuple[str, ...]
    """Recipients who never took part in the conversation and are none of us, in order."""


def doubts(
    session: Session, viewer: Viewer, conversation_id: int, *, since: Message | None, recipients: Collection[str]
) -> Doubts:
    """Look at a conversation that the viewer may see. `since` is the mail that is answered, where that is known."""
    return Doubts(
        _answer(session, viewer, conversation_id, since),
        _leaving(session, viewer, conversation_id),
        _strangers(session, viewer, conversation_id, recipients),
    )


def _answer(session: Session, viewer: Viewer, conversation_id: int, since: Message | None) -> Answer | None:
    """The newest answer by somebody else to the mail that is answered, else to the last one that came in.

    Who wrote in the mail client itself from the shared address is known by the name in front of it alone.
    """
    last = select(func.max(Message.received_at)).where(
        Message.conversation_id == conversation_id, Message.direction == Direction.INBOUND
    )
    who = func.coalesce(Person.name, func.nullif(Message.sender_name, ""), Message.sender_address)
    query = (
        select(who, Message.sent_at, Message.received_at)
        .outerjoin(Person, Person.id == Message.person_id)
        .where(
            Message.conversation_id == conversation_id, Message.direction == Direction.OUTBOUND,
            Message.mail_class == "human",
            Message.received_at > (since.received_at if since else last.scalar_subquery()),
            or_(Message.person_id.is_(None), Message.person_id != viewer.person_id),
            not_(and_(Message.person_id.is_(None), Message.sender_name.startswith(viewer.name, autoescape=True))),
        )
        .order_by(Message.received_at.desc(), Message.id.desc())
        .limit(1)
    )  # fmt: skip
    row = session.execute(query).first()
    return Answer(row[0], row[1] or row[2]) if row else None


def _leaving(session: Session, viewer: Viewer, conversation_id: int) -> tuple[str, ...]:
    query = (
        select(Person.name)
        .join(Outgoing, Outgoing.person_id == Person.id)
        .where(
            Outgoing.conversation_id == conversation_id, Outgoing.state.in_(_UNDER_WAY),
            Outgoing.person_id != viewer.person_id,
        )
        .distinct()
        .order_by(Person.name)
    )  # fmt: skip
    return tuple(session.scalars(query))


def _strangers(session: Session, viewer: Viewer, conversation_id: int, recipients: Collection[str]) -> tuple[str, ...]:
    if not recipients:
        return ()
    ours = viewer.organization_id
    known = union_all(
        select(Participant.address).where(
            Participant.conversation_id == conversation_id, Participant.address.in_(recipients)
        ),
        select(Mailbox.address).where(Mailbox.organization_id == ours, Mailbox.address.in_(recipients)),
        select(PersonAddress.address).where(
            PersonAddress.organization_id == ours, PersonAddress.address.in_(recipients)
        ),
    )
    return tuple(sorted(set(recipients) - set(session.scalars(known))))
