"""Finding the conversation of the mail that somebody has open: by the ids that the mail client says it has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import Session

from inbox import access
from inbox.access import Viewer
from inbox.models import Conversation, Delivery, KnownCopy, Mailbox, Message


def by_provider_id(session: Session, viewer: Viewer, provider_id: str) -> int | None:
    """The conversation of a message in a mailbox the viewer may use, or of a copy of it that they opened before."""
    values = {
        "provider_id": provider_id, "organization": viewer.organization_id, "viewer": viewer.person_id,
        "teams": access.team_ids_of(session, viewer),
    }  # fmt: skip
    return session.scalar(_BY_PROVIDER_ID, values)


def by_message_id(session: Session, viewer: Viewer, internet_message_id: str) -> Message | None:
    """The message with this Message-ID that the viewer may see. An id that several mails carry proves nothing."""
    return session.scalar(
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.organization_id == viewer.organization_id,
            Message.key == internet_message_id,
            Message.has_reused_id.is_(False),
            access.visible(viewer),
        )
        .order_by(Message.id)
        .limit(1)
    )


def by_what_is_said(
    session: Session, viewer: Viewer, *, message_id: str, provider_id: str, thread_id: str
) -> int | None:
    """The conversation of a mail of which a client says some ids, empty ones aside. They may contradict each other:
    the Message-ID decides, then the provider's id unless that mail has another Message-ID, then the thread."""
    values = {
        "organization": viewer.organization_id, "teams": access.team_ids_of(session, viewer),
        "message_id": message_id, "provider_id": provider_id, "thread": thread_id,
    }  # fmt: skip
    return session.scalar(_BY_WHAT_IS_SAID, values)


def remember_copy(session: Session, viewer: Viewer, provider_id: str, message: Message, *, now: datetime) -> None:
    """Keep that the viewer's own mailbox knows the message by this id."""
    if session.get(KnownCopy, (viewer.person_id, provider_id)) is None:
        session.add(
            KnownCopy(
                person_id=viewer.person_id, provider_id=provider_id, organization_id=message.organization_id,
                message_id=message.id, created_at=now,
            )
        )  # fmt: skip


_conversations = (
    select(Message.conversation_id)
    .join(Conversation, Conversation.id == Message.conversation_id)
    .where(Conversation.team_id.in_(bindparam("teams", expanding=True)))
)
_mailboxes = select(Mailbox.id).where(Mailbox.organization_id == bindparam("organization"))
_delivered = (
    _conversations.add_columns(literal(1).label("rank"))
    .join(Delivery, Delivery.message_id == Message.id)
    .where(Delivery.mailbox_id.in_(_mailboxes), Delivery.provider_id == bindparam("provider_id"))
)
_copied = (
    _conversations.add_columns(literal(2).label("rank"))
    .join(KnownCopy, KnownCopy.message_id == Message.id)
    .where(KnownCopy.person_id == bindparam("viewer"), KnownCopy.provider_id == bindparam("provider_id"))
)
_found = union_all(_delivered, _copied).subquery()
_BY_PROVIDER_ID = select(_found.c.conversation_id).order_by(_found.c.rank).limit(1)

_said: BindParameter[str] = bindparam("message_id")
_with_message_id = _conversations.add_columns(literal(1).label("rank"), Message.received_at.label("at")).where(
    _said != "",
    Message.organization_id == bindparam("organization"),
    Message.key == _said,
    Message.has_reused_id.is_(False),
)
_with_provider_id = (
    _conversations.add_columns(literal(2).label("rank"), Message.received_at.label("at"))
    .join(Delivery, Delivery.message_id == Message.id)
    .where(
        bindparam("provider_id") != "",
        Delivery.mailbox_id.in_(_mailboxes),
        Delivery.provider_id == bindparam("provider_id"),
        or_(_said == "", Message.internet_message_id == _said),
    )
)
_in_thread = (
    _conversations.add_columns(literal(3).label("rank"), Message.received_at.label("at"))
    .join(Delivery, Delivery.message_id == Message.id)
    .where(
        bindparam("thread") != "",
        Delivery.mailbox_id.in_(_mailboxes),
        Delivery.provider_thread_id == bindparam("thread"),
    )
)
_all_said = union_all(_with_message_id, _with_provider_id, _in_thread).subquery()
_BY_WHAT_IS_SAID = select(_all_said.c.conversation_id).order_by(_all_said.c.rank, _all_said.c.at.desc()).limit(1)
