"""Drafts in a mailbox: whoever writes one there is answering, and colleagues are told while they do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.database import after_commit
from inbox.models import Delivery, Mailbox, Message, Place
from sync import presence
from sync.provider import Fetched


def note(session: Session, mailbox: Mailbox, fetched: Fetched, *, now: datetime) -> None:
    """After the commit, tell of the drafts that were just begun or changed.

    One that was saved long ago, and is read only now or once more, is written by nobody at the moment.
    """
    long_ago = now - presence.LASTS[presence.REPLYING]
    threads = {
        one.thread_id
        for one in fetched.arrivals
        if one.place is Place.DRAFT and one.thread_id and one.received_at > long_ago
    }
    redis: Redis | None = session.info.get("redis")
    conversations = _conversations(session, mailbox, threads) if threads and redis is not None else set()
    if conversations and redis is not None:
        tell = presence.draft_changed
        after_commit(session, lambda: tell(redis, mailbox.organization_id, conversations, now=now))


def forget(session: Session, mailbox: Mailbox, gone: Collection[str]) -> None:
    """After the commit, tell that nothing is being written any more where the last draft was sent or thrown away.

    A draft that is saved again is another message at Gmail: the one before goes, and nobody has stopped writing.
    """
    threads = _threads(session, mailbox, gone)
    redis: Redis | None = session.info.get("redis")
    if threads and redis is not None:
        alive = select(Delivery.provider_thread_id).where(
            Delivery.mailbox_id == mailbox.id, Delivery.provider_thread_id.in_(threads),
            Delivery.place == Place.DRAFT, Delivery.deleted_at.is_(None),
        )  # fmt: skip
        ended = _conversations(session, mailbox, threads - set(session.scalars(alive)))
        after_commit(session, lambda: presence.draft_ended(redis, mailbox.organization_id, ended))


def _threads(session: Session, mailbox: Mailbox, provider_ids: Collection[str]) -> set[str]:
    """The threads in which some of the messages are, or were, drafts."""
    query = select(Delivery.provider_thread_id).where(
        Delivery.mailbox_id == mailbox.id, Delivery.provider_id.in_(provider_ids), Delivery.place == Place.DRAFT
    )
    return {thread for thread in session.scalars(query) if thread}


def _conversations(session: Session, mailbox: Mailbox, threads: Collection[str]) -> set[int]:
    query = select(Message.conversation_id).join(Delivery, Delivery.message_id == Message.id)
    return set(
        session.scalars(query.where(Delivery.mailbox_id == mailbox.id, Delivery.provider_thread_id.in_(threads)))
    )
