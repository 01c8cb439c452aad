"""Mail for tests: written in a line, and delivered to a mailbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import intake
from inbox.arrival import Arrival, Place, Taken
from inbox.models import Conversation, Event, EventKind, Mailbox, Message

KEYS = (b"0123456789abcdef0123456789abcdef",)
MARIA = "Maria Lopez <maria.lopez@example.com>"
LAB = "Central Lab <results@lab.example.org>"
DESK = "Reception <reception@clinic.example.org>"

_numbers = count(1)


def letter(
    at: datetime, *, sender: str = MARIA, to: str = DESK, subject: str = "Appointment on Friday",
    text: str = "May I come on Friday?", id_: str | None = None, replies_to: str = "",
    references: Sequence[str] = (), cc: str = "", headers: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """A plain mail. `id_` "" leaves the Message-ID out."""
    fields = {
        "From": sender, "To": to, "Cc": cc, "Subject": subject, "Date": format_datetime(at),
        "Message-ID": f"<m{next(_numbers)}@example.com>" if id_ is None else id_, "In-Reply-To": replies_to,
        "References": " ".join(references), "MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8",
        **(headers or {}),
    }  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"{head}\r\n{text}\r\n".encode()


def bounce(at: datetime, original: str, *, to: str = DESK, failed: str = "maria.lopez@example.com") -> bytes:
    """What a mail server answers when it cannot deliver the mail with the Message-ID `original`."""
    report = (
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; {failed}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {original}\r\nSubject: Hello\r\n\r\n--b--\r\n"
    )
    head = (
        f"From: Mail Delivery <mailer-daemon@mx.example.com>\r\nTo: {to}\r\nSubject: Undeliverable\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: <b{next(_numbers)}@mx.example.com>\r\nReturn-Path: <>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    )
    return (head + report).encode()


def arrival(raw: bytes, at: datetime, *, thread: str = "", place: Place = Place.INBOX, id_: str = "") -> Arrival:
    """A mail as a provider lists it."""
    provider_id = id_ or f"p{next(_numbers)}"
    return Arrival(provider_id, thread, raw, at, (place.value.upper(),), "1", place)


def deliver(
    session: Session, mailbox: Mailbox, *arrivals: Arrival, now: datetime, since: datetime | None = None
) -> list[Taken]:
    """Take mail in."""
    return intake.take_in(session, mailbox, arrivals, keys=KEYS, now=now, since=since)


def receive(
    session: Session, mailbox: Mailbox, raw: bytes, *, at: datetime, now: datetime | None = None, thread: str = "",
    place: Place = Place.INBOX,
) -> Conversation:  # fmt: skip
    """Take one mail in, and give its conversation."""
    taken = deliver(session, mailbox, arrival(raw, at, thread=thread, place=place), now=now or at)[0]
    assert taken.conversation_id is not None, taken
    return session.get_one(Conversation, taken.conversation_id)


def kinds(session: Session, one: Conversation) -> list[EventKind]:
    """The events of a conversation, in the order in which they were recorded."""
    session.flush()
    return list(session.scalars(select(Event.kind).where(Event.conversation_id == one.id).order_by(Event.id)))


def texts(session: Session, one: Conversation) -> list[str]:
    """What is said in a conversation, oldest first."""
    query = select(Message.visible_text).where(Message.conversation_id == one.id)
    return [text.strip() for text in session.scalars(query.order_by(Message.received_at, Message.id))]
