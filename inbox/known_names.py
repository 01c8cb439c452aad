"""The names that are known of the people around some mail: staff, those who wrote it or got it, and their contacts."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Contact, ContactIdentity, Conversation, Message, Person

_AT_ONCE = 500


def around(session: Session, organization_id: int, message_ids: Collection[int]) -> tuple[str, ...]:
    """Each name once. Addresses that stand in place of a name are none."""
    found = dict.fromkeys(_staff(session, organization_id))
    listed = list(message_ids)
    for start in range(0, len(listed), _AT_ONCE):
        found |= dict.fromkeys(_of_messages(session, organization_id, listed[start : start + _AT_ONCE]))
    return tuple(name for name in found if name.strip() and "@" not in name)


def _staff(session: Session, organization_id: int) -> Iterator[str]:
    yield from session.scalars(select(Person.name).where(Person.organization_id == organization_id).order_by(Person.id))


def _of_messages(session: Session, organization_id: int, ids: list[int]) -> Iterator[str]:
    rows = session.execute(
        select(Message.sender_name, Message.sender_address, Message.recipients, Contact.name)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Contact, Contact.id == Conversation.contact_id)
        .where(Message.organization_id == organization_id, Message.id.in_(ids))
    ).all()
    addresses = set()
    for sender, address, recipients, contact in rows:
        yield sender
        yield contact or ""
        addresses.add(address)
        for field in recipients.values():
            for name, other in field:
                yield str(name)
                addresses.add(other)
    yield from session.scalars(
        select(Contact.name)
        .join(ContactIdentity, ContactIdentity.contact_id == Contact.id)
        .where(ContactIdentity.organization_id == organization_id, ContactIdentity.value.in_(sorted(addresses)))
    )
