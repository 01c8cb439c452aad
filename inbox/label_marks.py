"""Whose labels are to be compared: marked in the rows, so that the work costs what is marked, not what is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from inbox import label_book, label_names
from inbox.models import ConversationTag, Delivery, Mailbox, MailboxLabel, Message, Tag

Ids = Collection[int] | Select[int]
"""Conversations: their ids, or what finds them."""
_AT_ONCE = 500
_LAST = datetime(9000, 1, 1, tzinfo=UTC)
"""When labels are due that wait for a mailbox to be read."""


def mark(session: Session, conversation_ids: Ids, *, now: datetime) -> list[int]:
    """Have the labels of conversations compared. Says in which mailboxes."""
    query = select(Delivery.id, Delivery.mailbox_id).join(Message, Message.id == Delivery.message_id)
    query = query.where(Message.conversation_id.in_(conversation_ids), Delivery.deleted_at.is_(None))
    rows = session.execute(query.order_by(Delivery.id).with_for_update(of=Delivery)).all()
    for start in range(0, len(rows), _AT_ONCE):
        _mark(session, Delivery.id.in_([row.id for row in rows[start : start + _AT_ONCE]]), now=now)
    return sorted({row.mailbox_id for row in rows})


def notice(session: Session, mailbox: Mailbox, labelled: Mapping[str, Collection[str]], *, now: datetime) -> None:
    """Somebody put labels on messages: where one is not known, look whether it has become one of ours."""
    known = label_book.keys(session, mailbox.id).keys()
    strange = [provider_id for provider_id, ids in labelled.items() if not known >= set(ids)]
    theirs = (Delivery.mailbox_id == mailbox.id, Delivery.message_id.is_not(None))
    for start in range(0, len(strange), _AT_ONCE):
        _mark(session, *theirs, Delivery.provider_id.in_(strange[start : start + _AT_ONCE]), now=now)


def mark_tags(session: Session, mailbox: Mailbox, *, now: datetime) -> None:
    """Names may have changed, and tags may be shown now that were not, or no longer: have that compared."""
    mailbox.labels_due_at = now
    query = select(MailboxLabel.key).where(MailboxLabel.mailbox_id == mailbox.id)
    present = {tag_id for key in session.scalars(query) if (tag_id := label_names.tag_of(key)) is not None}
    tags = select(Tag.id).where(Tag.organization_id == mailbox.organization_id, Tag.show_in_mailbox)
    changed = present ^ set(session.scalars(tags))
    carrying = select(ConversationTag.conversation_id).where(ConversationTag.tag_id.in_(changed))
    mark(session, carrying, now=now)


def is_due(session: Session, mailbox: Mailbox, *, now: datetime) -> bool:
    """Whether any labels of a mailbox are to be compared."""
    is_named = mailbox.labels_due_at is not None and mailbox.labels_due_at <= now
    return is_named or session.scalar(due(mailbox, now).limit(1)) is not None


def mark_deliveries(session: Session, delivery_ids: Collection[int], *, now: datetime) -> None:
    """Have the labels of single messages compared."""
    ids = sorted(delivery_ids)
    for start in range(0, len(ids), _AT_ONCE):
        _mark(session, Delivery.id.in_(ids[start : start + _AT_ONCE]), now=now)


def put_off(session: Session, mailbox: Mailbox, *, now: datetime, until: datetime) -> None:
    """Leave alone what is to be compared: the provider refuses to have anything to do with labels."""
    _mark(session, Delivery.mailbox_id == mailbox.id, Delivery.mirror_due_at <= now, now=until)
    if mailbox.labels_due_at is not None:
        mailbox.labels_due_at = until


def hold(session: Session, mailbox: Mailbox, provider_ids: Collection[str]) -> None:
    """Have the labels of old mail wait until the mailbox is read: reading it needs what the provider lets us ask.

    What becomes of a mail meanwhile marks it anew, and it waits no longer.
    """
    ids = sorted(provider_ids)
    mine = (Delivery.mailbox_id == mailbox.id, Delivery.mirror_due_at.is_not(None), Delivery.written_labels.is_(None))
    for start in range(0, len(ids), _AT_ONCE):
        _mark(session, *mine, Delivery.provider_id.in_(ids[start : start + _AT_ONCE]), now=_LAST)


def let_go(session: Session, mailbox: Mailbox, *, now: datetime) -> None:
    """The mailbox is read: compare the labels that waited for it."""
    query = select(Delivery.id).where(Delivery.mailbox_id == mailbox.id, Delivery.mirror_due_at == _LAST)
    mark_deliveries(session, session.scalars(query.order_by(Delivery.id).with_for_update()).all(), now=now)


def mailboxes_due(session: Session, *, before: datetime) -> list[int]:
    """Mailboxes whose labels were to be compared before a time, and nobody did: their job got lost."""
    marked = select(Delivery.mailbox_id).where(Delivery.mirror_due_at < before).distinct()
    named = select(Mailbox.id).where(Mailbox.labels_due_at < before)
    return sorted({*session.scalars(marked), *session.scalars(named)})


def uncertain(session: Session, mailbox: Mailbox, *, now: datetime, limit: int) -> list[str]:
    """Messages that were being labelled when a worker died: it is to be looked up whether that has landed."""
    query = due(mailbox, now).where(Delivery.intended_labels.is_not(None))
    return [row.provider_id for row in session.execute(query.limit(limit))]


def due(mailbox: Mailbox, now: datetime) -> Select[int, str]:
    """What is to be compared, what was marked last first: fresh mail before what was there before."""
    query = select(Delivery.id, Delivery.provider_id)
    query = query.where(Delivery.mailbox_id == mailbox.id, Delivery.mirror_due_at <= now)
    return query.order_by(Delivery.mirror_due_at.desc(), Delivery.id.desc())


def _mark(session: Session, *conditions: ColumnElement[bool], now: datetime) -> None:
    query = update(Delivery).where(*conditions).values(mirror_due_at=now)
    session.execute(query, execution_options={"synchronize_session": False})
