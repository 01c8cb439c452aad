"""Which messages go back when a merge is undone: those that were merged, and later ones that belong to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Delivery, Message, Reference


class _Mail(NamedTuple):
    id: int
    internet_message_id: str | None


def back(session: Session, conversation_id: int, moved: Collection[int], *, after: int) -> list[int]:
    """Messages of a conversation: `moved`, as far as they are still there, and those stored after a number that answer
    one of these, by reference, else by thread. Whatever answers nothing, or something else, stays where it is.
    """
    query = select(Message.id, Message.internet_message_id).where(Message.conversation_id == conversation_id)
    mails = [_Mail._make(row) for row in session.execute(query.order_by(Message.received_at, Message.id))]
    references, threads = _references(session, mails), _threads(session, mails)
    side: dict[int, bool] = {one.id: one.id in moved for one in mails if one.id <= after}
    by_id = {one.internet_message_id: one.id for one in mails if one.internet_message_id}
    for one in mails:
        if one.id not in side:
            named = [side[by_id[target]] for target in references[one.id] if by_id.get(target) in side]
            near = {side[other] for other in threads[one.id] if other in side}
            side[one.id] = named[0] if named else near == {True}
    return [one.id for one in mails if side[one.id]]


def _references(session: Session, mails: Sequence[_Mail]) -> defaultdict[int, list[str]]:
    query = select(Reference.message_id, Reference.target_key)
    query = query.where(Reference.message_id.in_([one.id for one in mails]))
    found: defaultdict[int, list[str]] = defaultdict(list)
    for message_id, target in session.execute(query.order_by(Reference.message_id, Reference.position)):
        found[message_id].append(target)
    return found


def _threads(session: Session, mails: Sequence[_Mail]) -> defaultdict[int, set[int]]:
    """The messages that share a provider's thread with each."""
    query = select(Delivery.message_id, Delivery.mailbox_id, Delivery.provider_thread_id).where(
        Delivery.message_id.in_([one.id for one in mails]), Delivery.provider_thread_id != ""
    )
    threads: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for message_id, mailbox_id, thread_id in session.execute(query):
        threads[mailbox_id, thread_id].add(message_id or 0)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for members in threads.values():
        for one in members:
            found[one] |= members - {one}
    return found
