"""Everything about an organization's conversations as plain values: one conversation a time, whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox.models import (
    Attachment,
    Category,
    Contact,
    ContactIdentity,
    Conversation,
    ConversationLink,
    ConversationTag,
    Delivery,
    Event,
    Mailbox,
    Message,
    Note,
    Organization,
    Outgoing,
    Participant,
    Person,
    Tag,
    Team,
)

_BATCH = 200
Row = dict[str, Any]


def count(session: Session, organization: Organization) -> int:
    """How many conversations `conversations` will give."""
    query = select(func.count()).select_from(Conversation).where(Conversation.organization_id == organization.id)
    return session.scalar(query) or 0


def conversations(session: Session, organization: Organization) -> Iterator[Row]:
    """Every conversation, quarantined and merged ones too, in the order of their ids. Holds one batch in memory."""
    names = _Names(session, organization)
    after = 0
    while batch := _batch(session, organization, after):
        after = batch[-1].id
        yield from _described(session, batch, names)
        session.expunge_all()


class _Names:
    """What ids mean, read once."""

    def __init__(self, session: Session, organization: Organization) -> None:
        def named(table: Any, column: Any) -> dict[int | None, Any]:
            query = select(table.id, column).where(table.organization_id == organization.id)
            return {row[0]: row[1] for row in session.execute(query)}

        self.people = named(Person, Person.name)
        self.teams = named(Team, Team.key)
        self.mailboxes = named(Mailbox, Mailbox.address)
        self.categories = named(Category, Category.key)
        self.tags = named(Tag, Tag.name)


def _batch(session: Session, organization: Organization, after: int) -> Sequence[Conversation]:
    query = select(Conversation).where(Conversation.organization_id == organization.id, Conversation.id > after)
    return session.scalars(query.order_by(Conversation.id).limit(_BATCH)).all()


def _described(session: Session, batch: Sequence[Conversation], names: _Names) -> Iterator[Row]:
    ids = [one.id for one in batch]
    messages = _messages(session, ids, names)
    notes = _grouped(session, select(Note).where(Note.conversation_id.in_(ids)).order_by(Note.id))
    happened = _grouped(session, select(Event).where(Event.conversation_id.in_(ids)).order_by(Event.id))
    replies = _grouped(session, select(Outgoing).where(Outgoing.conversation_id.in_(ids)).order_by(Outgoing.id))
    tags = _grouped(session, select(ConversationTag).where(ConversationTag.conversation_id.in_(ids)))
    links = _grouped(session, select(ConversationLink).where(ConversationLink.conversation_id.in_(ids)))
    people = _grouped(session, select(Participant).where(Participant.conversation_id.in_(ids)))
    contacts = _contacts(session, [one.contact_id for one in batch if one.contact_id is not None])
    for one in batch:
        yield {
            **_conversation(one, names),
            "contact": contacts.get(one.contact_id),
            "participants": sorted(row.address for row in people[one.id]),
            "tags": sorted(names.tags[row.tag_id] for row in tags[one.id]),
            "links": [{"kind": link.kind.value, "conversation": link.other_id} for link in links[one.id]],
            "messages": messages[one.id],
            "notes": [_note(note, names) for note in notes[one.id]],
            "replies": [_reply(row, names) for row in replies[one.id]],
            "events": [_event(event, names) for event in happened[one.id]],
        }


def _grouped(session: Session, query: Any) -> defaultdict[int, list[Any]]:
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.scalars(query):
        rows[row.conversation_id].append(row)
    return rows


def _conversation(one: Conversation, names: _Names) -> Row:
    return {
        "id": one.id, "subject": one.subject, "status": one.status.value, "status_reason": one.status_reason,
        "snoozed_until": _time(one.snoozed_until), "mailbox": names.mailboxes[one.mailbox_id],
        "team": names.teams[one.team_id], "assignee": names.people.get(one.assignee_id),
        "priority": one.priority.value, "category": names.categories.get(one.category_id), "origin": one.origin,
        "quarantined": one.is_quarantined, "merged_into": one.merged_into_id, "subject_changed": one.subject_changed,
        "version": one.version, "created_at": _time(one.created_at), "first_message_at": _time(one.first_message_at),
        "last_message_at": _time(one.last_message_at), "closed_at": _time(one.closed_at),
        "closed_by": names.people.get(one.closed_by_id),
    }  # fmt: skip


def _messages(session: Session, ids: Iterable[int], names: _Names) -> defaultdict[int, list[Row]]:
    query = select(Message).where(Message.conversation_id.in_(ids)).order_by(Message.received_at, Message.id)
    messages = session.scalars(query).all()
    keys = {message.id: message.key for message in messages}
    deliveries, attachments = defaultdict(list), defaultdict(list)
    for delivery in session.scalars(select(Delivery).where(Delivery.message_id.in_(keys)).order_by(Delivery.id)):
        deliveries[delivery.message_id].append(_delivery(delivery, names))
    for attachment in session.scalars(
        select(Attachment).where(Attachment.message_id.in_(keys)).order_by(Attachment.id)
    ):
        attachments[attachment.message_id].append(_attachment(attachment))
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for message in messages:
        row = _message(message, names)
        row["bounce_of"] = keys.get(message.bounce_of_id) if message.bounce_of_id else None
        row |= {"deliveries": deliveries[message.id], "attachments": attachments[message.id]}
        row["disposition"] = next((one["disposition"] for one in deliveries[message.id]), None)
        grouped[message.conversation_id].append(row)
    return grouped


def _message(message: Message, names: _Names) -> Row:
    return {
        "id": message.id, "message_id": message.internet_message_id, "key": message.key,
        "reused_message_id": message.has_reused_id, "direction": message.direction.value,
        "class": message.mail_class, "class_header": message.class_header,
        "from": {"name": message.sender_name, "address": message.sender_address}, **_people(message.recipients),
        "staff": names.people.get(message.person_id), "subject": message.subject, "date": _time(message.sent_at),
        "received_at": _time(message.received_at), "visible_text": message.visible_text,
        "folded_quote": message.folded_quote, "signature": message.signature,
    }  # fmt: skip


def _people(recipients: Row) -> Row:
    return {
        field: [{"name": name, "address": address} for name, address in recipients.get(field, [])]
        for field in ("to", "cc", "reply_to")
    }


def _delivery(delivery: Delivery, names: _Names) -> Row:
    return {
        "mailbox": names.mailboxes[delivery.mailbox_id], "provider_id": delivery.provider_id,
        "provider_thread_id": delivery.provider_thread_id, "disposition": delivery.disposition.value,
        "because": delivery.because, "received_at": _time(delivery.received_at),
        "deleted_at": _time(delivery.deleted_at),
    }  # fmt: skip


def _attachment(one: Attachment) -> Row:
    return {
        "name": one.name, "content_type": one.content_type, "kind": one.kind, "size": one.size,
        "content_id": one.content_id, "part": one.part_path, "details": one.details,
    }  # fmt: skip


def _note(note: Note, names: _Names) -> Row:
    return {
        "id": note.id, "author": names.people.get(note.author_id), "rule": note.rule, "text": note.text,
        "created_at": _time(note.created_at), "edited_at": _time(note.edited_at), "deleted_at": _time(note.deleted_at),
    }  # fmt: skip


def _reply(one: Outgoing, names: _Names) -> Row:
    """How a reply was sent; what it says stands in its message."""
    return {
        "id": one.id, "message_id": one.internet_message_id, "author": names.people.get(one.person_id),
        "rule": one.rule, "mailbox": names.mailboxes[one.mailbox_id], "kind": one.kind.value, **_people(one.recipients),
        "then": one.then.value, "state": one.state.value, "attempts": one.attempts,
        "created_at": _time(one.created_at), "sent_at": _time(one.sent_at), "provider_id": one.provider_id,
    }  # fmt: skip


def _event(event: Event, names: _Names) -> Row:
    return {
        "id": event.id, "kind": event.kind.value, "at": _time(event.at), "recorded_at": _time(event.recorded_at),
        "person": names.people.get(event.person_id), "door": event.door.value, "reason": event.reason,
        "message": event.message_id, "data": event.data,
    }  # fmt: skip


def _contacts(session: Session, ids: list[int]) -> dict[int | None, Row]:
    found: dict[int | None, Row] = {
        contact.id: {"id": contact.id, "name": contact.name, "identities": []}
        for contact in session.scalars(select(Contact).where(Contact.id.in_(ids)))
    }
    for identity in session.scalars(
        select(ContactIdentity).where(ContactIdentity.contact_id.in_(ids)).order_by(ContactIdentity.id)
    ):
        found[identity.contact_id]["identities"].append({"kind": identity.kind, "value": identity.value})
    return found


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None
