"""The names that are known of the people around some mail: staff, those who wrote it or got it, and their contacts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from inbox.models import Contact, ContactIdentity, Conversation, Message, Person


def around(session: Session, organization_id: int, message_ids: Collection[int]) -> tuple[str, ...]:
    """Each name once, and the addresses of those who wrote or got the mail: many people's hold their names."""
    return around_each(session, organization_id, [message_ids])[0]


def around_each(
    session: Session, organization_id: int, groups: Sequence[Collection[int]]
) -> list[tuple[str, ...]]:  # fmt: skip
    """The same of several groups of mail, each apart, looked up together."""
    said: dict[int, list[str]] = {}
    addresses: dict[int, set[str]] = {}
    ids = {id_ for group in groups for id_ in group}
    for id_, sender, address, recipients, contact in _messages(session, organization_id, ids):
        people = [one for field in recipients.values() for one in field]
        said[id_] = [sender, contact or "", *(str(name) for name, _ in people)]
        addresses[id_] = {address, *(other for _, other in people)}
    known = _known(session, organization_id, {one for some in addresses.values() for one in some})
    found = []
    for group in groups:
        seen = {one for id_ in group for one in addresses.get(id_, ())}
        names = [name for address, name in known if address is None or address in seen]
        names += [name for id_ in group for name in said.get(id_, ())] + sorted(seen)
        found.append(tuple(name for name in dict.fromkeys(names) if name.strip()))
    return found


def _messages(session: Session, organization_id: int, ids: Collection[int]) -> Sequence[Any]:
    """Who wrote each, who got it, and whose conversation it is in."""
    query = (
        select(Message.id, Message.sender_name, Message.sender_address, Message.recipients, Contact.name)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Contact, Contact.id == Conversation.contact_id)
        .where(Message.organization_id == organization_id, Message.id.in_(ids))
    )
    return session.execute(query).all()


def _known(session: Session, organization_id: int, addresses: Collection[str]) -> Sequence[Any]:
    """The staff without addresses, and the contacts that have one of these."""
    staff = select(literal(None), Person.name).where(Person.organization_id == organization_id)
    contacts = (
        select(ContactIdentity.value, Contact.name)
        .join(Contact, Contact.id == ContactIdentity.contact_id)
        .where(ContactIdentity.organization_id == organization_id, ContactIdentity.value.in_(sorted(addresses)))
    )
    return session.execute(union_all(staff, contacts)).all()
