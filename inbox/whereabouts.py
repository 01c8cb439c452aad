"""Later news of mail that was listed before: new labels, other folders, spam or no spam after all, deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import events, label_book, label_names, quarantine, receipts
from inbox.arrival import Standing
from inbox.events import Actor
from inbox.models import Conversation, Delivery, Direction, Disposition, Door, EventKind, Mailbox, Message, Place

_SEPARATOR = "/"
"""Every name of ours has one, after its prefix."""
_NO_MAIL = (Place.DRAFT, Place.CHAT)
_SPAM_OR_GONE = (Place.SPAM, Place.TRASH)
"""Whoever throws spam away does not say that it is none."""
_TAKEN = (Disposition.CONVERSATION, Disposition.AUTOMATIC, Disposition.BOUNCE)


def update(session: Session, mailbox: Mailbox, standings: Sequence[Standing], *, now: datetime) -> list[str]:
    """Note where mail is now. Gives the ids of drafts that have become mail: fetch these and take them in."""
    by_id = {one.provider_id: one for one in standings}
    wanted, suspected, cleared, ours = [], set(), set(), _ours(session, mailbox, standings)
    for delivery, message in _listed(session, mailbox, by_id):
        standing, before = by_id[delivery.provider_id], delivery.place
        if message is not None and _is_moved(delivery, standing, ours):
            delivery.mirror_due_at = now
        delivery.labels, delivery.provider_version = list(standing.labels), standing.version
        delivery.place, delivery.deleted_at = standing.place, None
        if delivery.disposition is Disposition.IGNORED and before in _NO_MAIL and standing.place not in _NO_MAIL:
            wanted.append(delivery.provider_id)
        elif message is not None and standing.place is Place.SPAM and before is not Place.SPAM:
            _quarantine(delivery)
            suspected.add(message.conversation_id)
        elif message is not None and standing.place not in _SPAM_OR_GONE and _was_spam(delivery, before):
            _clear(delivery, message)
            cleared.add(message.conversation_id)
    session.flush()
    _move(session, suspected, cleared, by=Actor(door=Door.NATIVE, now=now))
    return wanted


def tombstone(session: Session, mailbox: Mailbox, provider_ids: Collection[str], *, now: datetime) -> None:
    """Note that the provider no longer has some mail. The messages and their conversations stay."""
    by = Actor(door=Door.NATIVE, now=now)
    gone = [(one, message) for one, message in _listed(session, mailbox, provider_ids) if one.deleted_at is None]
    conversations = _locked(session, {message.conversation_id for _, message in gone if message is not None})
    for delivery, message in gone:
        delivery.deleted_at = now
        if message is not None:
            one = conversations[message.conversation_id]
            events.record(session, one, EventKind.MAIL_DELETED, by=by, message_id=message.id, mailbox_id=mailbox.id)


def restore(session: Session, mailbox: Mailbox, provider_ids: Collection[str]) -> None:
    """A message that was here without being listed is no copy of itself: give it the disposition that it had."""
    for delivery, message in _listed(session, mailbox, provider_ids):
        if message is None or delivery.disposition is not Disposition.DUPLICATE:
            continue
        others = select(Delivery.id).where(Delivery.message_id == message.id, Delivery.id != delivery.id)
        if session.scalar(others.limit(1)) is None:
            is_spam = delivery.place is Place.SPAM
            delivery.disposition = Disposition.QUARANTINED if is_spam else receipts.disposition(message.mail_class)
            delivery.because = "spam" if is_spam else ""


def _listed(session: Session, mailbox: Mailbox, provider_ids: Collection[str]) -> list[tuple[Delivery, Message | None]]:
    query = select(Delivery, Message).outerjoin(Message, Message.id == Delivery.message_id)
    query = query.where(Delivery.mailbox_id == mailbox.id, Delivery.provider_id.in_(provider_ids))
    return [(row[0], row[1]) for row in session.execute(query.order_by(Delivery.id))]


def _ours(session: Session, mailbox: Mailbox, standings: Collection[Standing]) -> set[str]:
    """Our labels by the provider's ids; where these are names, also those that somebody made and we never saw."""
    known = set(label_book.keys(session, mailbox.id))
    strange = {label for one in standings for label in one.labels if _SEPARATOR in label} - known
    if not strange:
        return known
    names = {label_names.folded(one.text) for one in label_names.names(session, mailbox).values()}
    return known | {label for label in strange if label_names.folded(label) in names}


def _is_moved(delivery: Delivery, standing: Standing, ours: Collection[str]) -> bool:
    """Whether its labels are to be compared: one of ours was put on or taken off, or it came back from somewhere."""
    changed = set(delivery.labels).symmetric_difference(standing.labels)
    return delivery.place is not standing.place or delivery.deleted_at is not None or not changed.isdisjoint(ours)


def _quarantine(delivery: Delivery) -> None:
    if delivery.disposition in _TAKEN:
        delivery.disposition, delivery.because = Disposition.QUARANTINED, "spam"


def _was_spam(delivery: Delivery, before: Place) -> bool:
    return before is Place.SPAM or delivery.disposition is Disposition.QUARANTINED


def _clear(delivery: Delivery, message: Message) -> None:
    if delivery.disposition is Disposition.QUARANTINED:
        delivery.disposition, delivery.because = receipts.disposition(message.mail_class), ""


def _move(session: Session, suspected: set[int], cleared: set[int], *, by: Actor) -> None:
    """Hide conversations that are nothing but spam now, and show those that are not."""
    conversations = _locked(session, suspected | cleared)
    for id_ in sorted(suspected):
        if _is_all_spam(session, id_):
            quarantine.hide(session, conversations[id_], by=by)
    for id_ in sorted(cleared):
        quarantine.release(session, conversations[id_], by=by)


def _locked(session: Session, ids: set[int]) -> dict[int, Conversation]:
    query = select(Conversation).where(Conversation.id.in_(ids)).order_by(Conversation.id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)) if ids else ()
    return {one.id: one for one in found}


def _is_all_spam(session: Session, conversation_id: int) -> bool:
    """Whether nobody of us wrote in it, and no mailbox has any of it outside its spam."""
    is_elsewhere = (Delivery.place != Place.SPAM) & Delivery.deleted_at.is_(None)
    others = select(Message.id).outerjoin(Delivery, Delivery.message_id == Message.id)
    others = others.where(
        Message.conversation_id == conversation_id, (Message.direction == Direction.OUTBOUND) | is_elsewhere
    )
    return session.scalar(others.limit(1)) is None
