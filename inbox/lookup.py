"""Finding the conversation of the mail that somebody has open: by the provider's id, then by its Message-ID."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from inbox import access
from inbox.access import Viewer
from inbox.models import Conversation, Delivery, KnownCopy, Mailbox, Message


def by_provider_id(session: Session, viewer: Viewer, provider_id: str) -> int | None:
    """The conversation of a message in a mailbox the viewer may use, or of a copy of it that they opened before."""
    found = union_all(_delivered(viewer, provider_id), _copied(viewer, provider_id)).subquery()
    return session.scalar(select(found.c.conversation_id).order_by(found.c.rank).limit(1))


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


def remember_copy(session: Session, viewer: Viewer, provider_id: str, message: Message, *, now: datetime) -> None:
    """Keep that the viewer's own mailbox knows the message by this id."""
    if session.get(KnownCopy, (viewer.person_id, provider_id)) is None:
        session.add(
            KnownCopy(
                person_id=viewer.person_id, provider_id=provider_id, organization_id=message.organization_id,
                message_id=message.id, created_at=now,
            )
        )  # fmt: skip


def _delivered(viewer: Viewer, provider_id: str) -> Select[int, int]:
    mailboxes = select(Mailbox.id).where(Mailbox.organization_id == viewer.organization_id)
    return _conversations(viewer, 1).join(Delivery, Delivery.message_id == Message.id).where(
        Delivery.mailbox_id.in_(mailboxes), Delivery.provider_id == provider_id
    )  # fmt: skip


def _copied(viewer: Viewer, provider_id: str) -> Select[int, int]:
    return _conversations(viewer, 2).join(KnownCopy, KnownCopy.message_id == Message.id).where(
        KnownCopy.person_id == viewer.person_id, KnownCopy.provider_id == provider_id
    )  # fmt: skip


def _conversations(viewer: Viewer, rank: int) -> Select[int, int]:
    return (
        select(Message.conversation_id, literal(rank).label("rank"))
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(access.visible(viewer))
    )
