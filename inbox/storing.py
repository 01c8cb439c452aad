"""Writing mail down: messages with what hangs on them, and deliveries, in one statement for each table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from inbox import numbering
from inbox.letters import Recipient
from inbox.mail.parsed import Address
from inbox.models import Attachment, Base, Delivery, Message, MessageHtml, Reference
from inbox.receipts import Receipt
from inbox.recognising import Newcomer
from inbox.tables import table

_LONGEST_BECAUSE = 255
_LONGEST_PEOPLE = 10_000


def add_messages(session: Session, to: Recipient, placed: Sequence[tuple[Newcomer, int]]) -> None:
    """Write messages down, each in its conversation, and let each know the id that it got."""
    if not placed:
        return
    newcomers = [newcomer for newcomer, _ in placed]
    for newcomer, id_ in zip(newcomers, numbering.take(session, Message, len(newcomers)), strict=True):
        newcomer.message_id = id_
        for member in newcomer.members:
            member.message_id = id_
    _add(session, Message, [_message(newcomer, conversation_id, to) for newcomer, conversation_id in placed])
    _add(session, MessageHtml, _pages(newcomers))
    _add(session, Reference, _references(newcomers, to))
    _add(session, Attachment, _attachments(newcomers, to))


def add_deliveries(session: Session, to: Recipient, receipts: Iterable[Receipt]) -> None:
    """Write down what became of each mail that the provider lists."""
    _add(session, Delivery, [_delivery(one, to) for one in receipts])


def _add(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table(model)), rows)


def _message(newcomer: Newcomer, conversation_id: int, to: Recipient) -> dict[str, Any]:
    letter, mail, seen = newcomer.letter, newcomer.letter.mail, newcomer.aspect
    recipients = {"to": _pairs(mail.to), "cc": _pairs(mail.cc), "reply_to": _pairs(mail.reply_to)}
    return {
        "id": newcomer.message_id, "organization_id": to.mailbox.organization_id, "team_id": to.mailbox.team_id,
        "conversation_id": conversation_id, "key": newcomer.key, "internet_message_id": mail.message_id,
        "fingerprint": letter.fingerprint, "has_reused_id": newcomer.has_reused_id,
        "direction": seen.direction, "mail_class": seen.mail_class, "class_header": seen.class_header[:255],
        "asks": seen.asks,
        "sender_address": letter.sender.address, "sender_name": letter.sender.name[:320],
        "person_id": letter.person_id, "recipients": recipients,
        "people": _searchable((letter.sender, *mail.to, *mail.cc)), "subject": mail.subject, "sent_at": mail.date,
        "received_at": seen.received_at, "visible_text": mail.visible_text,
        "folded_quote": mail.folded_quote, "signature": mail.signature, "bounce_of_id": None,
        "refuses_automatic": mail.refuses_automatic,
        "created_at": to.now,
    }  # fmt: skip


def _pairs(people: Iterable[Address]) -> list[list[str]]:
    return [[one.name, one.address] for one in people]


def _searchable(people: Iterable[Address]) -> str:
    return " ".join(dict.fromkeys(word for one in people for word in (one.name, one.address) if word))[:_LONGEST_PEOPLE]


def _pages(newcomers: Iterable[Newcomer]) -> list[dict[str, Any]]:
    return [{"message_id": one.message_id, "html": one.letter.mail.html} for one in newcomers if one.letter.mail.html]


def _references(newcomers: Iterable[Newcomer], to: Recipient) -> list[dict[str, Any]]:
    return [
        {
            "message_id": one.message_id, "position": position, "organization_id": to.mailbox.organization_id,
            "team_id": to.mailbox.team_id, "target_key": target,
        }
        for one in newcomers
        for position, target in enumerate(one.letter.clues.references)
    ]  # fmt: skip


def _attachments(newcomers: Iterable[Newcomer], to: Recipient) -> list[dict[str, Any]]:
    return [
        {
            "organization_id": to.mailbox.organization_id, "message_id": newcomer.message_id,
            "part_path": one.part_path[:255], "name": one.name[:1000], "content_type": one.content_type[:255],
            "kind": one.kind.value, "content_id": (one.content_id or "")[:255], "size": one.size,
            "details": dict(one.details),
        }
        for newcomer in newcomers
        for one in newcomer.letter.mail.attachments
    ]  # fmt: skip


def _delivery(one: Receipt, to: Recipient) -> dict[str, Any]:
    arrival = one.arrival
    return {
        "organization_id": to.mailbox.organization_id, "mailbox_id": to.mailbox.id, "message_id": one.message_id,
        "provider_id": arrival.provider_id, "provider_thread_id": arrival.thread_id,
        "provider_version": arrival.version, "labels": list(arrival.labels), "place": arrival.place,
        "disposition": one.disposition, "because": one.because[:_LONGEST_BECAUSE],
        "received_at": arrival.received_at, "deleted_at": None, "created_at": to.now,
        "mirror_due_at": to.now if one.message_id is not None else None,
    }  # fmt: skip
