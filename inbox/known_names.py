"""The names that are known of the people around some mail: staff, those who wrote it or got it, and their contacts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.models import Contact, ContactIdentity, Conversation, Message, Person

_AT_ONCE = 500


def around(session: Session, organization_id: int, message_ids: Collection[int]) -> tuple[str, ...]:
    """Each name once. Addresses that stand in place of a name are none."""
    return around_each(session, organization_id, [message_ids])[0]


def around_each(
    session: Session, organization_id: int, groups: Sequence[Collection[int]]
) -> list[tuple[str, ...]]:  # fmt: skip
    """The same of several groups of mail, each apart, looked up together."""
    staff = session.scalars(select(Person.name).where(Person.organization_id == organization_id)).all()
    listed = sorted({id_ for group in groups for id_ in group})
    said: dict[int, list[str]] = {}
    for start in range(0, len(listed), _AT_ONCE):
        said |= _of_messages(session, organization_id, listed[start : start + _AT_ONCE])
    every = ((*staff, *(name for id_ in group for name in said.get(id_, ()))) for group in groups)
    return [tuple(name for name in dict.fromkeys(names) if name.strip() and "@" not in name) for names in every]


def _of_messages(session: Session, organization_id: int, ids: list[int]) -> dict[int, list[str]]:
    rows = session.execute(
        select(Message.id, Message.sender_name, Message.sender_address, Message.recipients, Contact.name)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Contact, Contact.id == Conversation.contact_id)
        .where(Message.organization_id == organization_id, Message.id.in_(ids))
    ).all()
    said: dict[int, list[str]] = {}
    addresses: dict[int, set[str]] = {}
    for id_, sender, address, recipients, contact in rows:
        people = [one for field in recipients.values() for one in field]
        said[id_] = [sender, contact or "", *(str(name) for name, _ in people)]
        addresses[id_] = {address, *(other for _, other in people)}
    known = _contacts(session, organization_id, set().union(*addresses.values()))
    return {
        id_: [*names, *(name for one in addresses[id_] for name in known.get(one, ()))] for id_, names in said.items()
    }


def _contacts(session: Session, organization_id: int, addresses: Collection[str]) -> dict[str, list[str]]:
    """Names of contacts by their addresses."""
    query = (
        select(ContactIdentity.value, Contact.name)
        .join(Contact, Contact.id == ContactIdentity.contact_id)
        .where(ContactIdentity.organization_id == organization_id, ContactIdentity.value.in_(sorted(addresses)))
    )
    found: dict[str, list[str]] = {}
    for address, name in session.execute(query):
        found.setdefault(address, []).append(name)
    return found
