"""Making of notices what leaves the house: a mail with its headers, a card for a channel; and the brake on too many."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from cards import notice_mail
from cards.notice_mail import Told
from cards.wording import Wording, wording
from inbox import audience, events, noticing, postings
from inbox.events import Actor
from inbox.mail import message_ids
from inbox.mail.parsing import AUTOMATIC_MARKER
from inbox.mail.text import gist
from inbox.models import (
    Channel,
    Conversation,
    Door,
    Event,
    EventKind,
    Mailbox,
    Notice,
    NoticeSettings,
    Organization,
    Person,
    Posting,
    TeamChannel,
)
from inbox.notice_choices import DIGEST_AT
from inbox.postings import Brake, Held
from workers.runtime import Runtime

AGENT = "Embedded-Inbox"
NO_ADDRESS, NO_SERVER, BLOCKED = "no address", "no mail server is set", "the address refuses our mail"
_BLOCKED_FOR = timedelta(days=60)
_PLACE = 80


@dataclass(frozen=True)
class Envelope:
    """A mail, to whom, and what it carries."""

    mail: EmailMessage
    address: str
    person_id: int
    held: Held


def envelope(
    session: Session, rows: Sequence[Posting], held: Held, person_id: int, runtime: Runtime, *, now: datetime
) -> Envelope | None:  # fmt: skip
    """The mail with these notices; None when none is to go now."""
    person = session.get(Person, person_id)
    if not rows or person is None:
        return None
    address = postings.address_of(session, person.organization_id, person_id)
    if why := _why_not(session, person, address, runtime, now):
        postings.drop(session, rows, why)
        return None
    braked = postings.brake(session, person_id, rows, now=now)
    if braked is not None:
        _brake(session, person, rows, braked, now)
        rows = [row for row in rows if row.due_at != braked.until]
    if not rows or address is None:
        return None
    organization = session.get_one(Organization, person.organization_id)
    words = wording(person.language or organization.language, person.time_zone or organization.time_zone)
    leaf = notice_mail.mail(
        words, _told(session, rows), public_url=runtime.settings.public_url, is_daily=any(row.is_digest for row in rows)
    )
    kept = Held({row.id: held.tokens[row.id] for row in rows}, held.attempts)
    return Envelope(_mail(leaf, person, address, kept, runtime, words, now), address, person_id, kept)


def card(session: Session, channel: TeamChannel, row: Posting, runtime: Runtime) -> dict[str, Any]:
    """What a channel is told, in the language of the organization."""
    organization = session.get_one(Organization, channel.organization_id)
    words = wording(organization.language, organization.time_zone)
    draw = notice_mail.chat_message if channel.channel is Channel.GOOGLE_CHAT else notice_mail.teams_message
    return draw(words, _told(session, [row])[0], public_url=runtime.settings.public_url)


def block(session: Session, envelope: Envelope, *, now: datetime) -> None:
    """No mail goes to somebody for a while. They and the admins are told on the cards."""
    person = session.get_one(Person, envelope.person_id)
    row = session.get(NoticeSettings, person.id)
    if row is None:
        row = NoticeSettings(person_id=person.id, organization_id=person.organization_id, digest_at=DIGEST_AT)
        session.add(row)
    row.mail_blocked_until = now + _BLOCKED_FOR
    noticing.tell(
        session, Notice.MAIL_BLOCKED, to={person.id, *audience.admins(session, person.organization_id)},
        conversation=None, organization_id=person.organization_id, by=Actor(Door.SYSTEM, now),
        dedupe=f"blocked:{person.id}:{now.date()}", address=envelope.address,
        until=row.mail_blocked_until.isoformat(),
    )  # fmt: skip


def _why_not(session: Session, person: Person, address: str | None, runtime: Runtime, now: datetime) -> str:
    """Why somebody gets no mail at all; empty when they do."""
    chosen = session.get(NoticeSettings, person.id)
    if not runtime.settings.smtp_url.get_secret_value():
        return NO_SERVER
    if address is None or not person.active:
        return NO_ADDRESS
    is_blocked = chosen is not None and chosen.mail_blocked_until is not None and chosen.mail_blocked_until > now
    return BLOCKED if is_blocked else ""


def _brake(session: Session, person: Person, rows: Sequence[Posting], braked: Brake, now: datetime) -> None:
    """What would be too much waits. It is shown on the conversation, and an admin is told."""
    waiting = [row for row in rows if braked.conversation_id in (None, row.conversation_id)]
    for row in waiting:
        row.due_at = braked.until
    key = f"braked:{person.id}:{braked.conversation_id or 0}:{braked.until.isoformat()}"
    by = Actor(Door.SYSTEM, now)
    about = braked.conversation_id or next((row.conversation_id for row in waiting if row.conversation_id), None)
    conversation = session.get(Conversation, about, with_for_update=True) if about is not None else None
    if conversation is not None and not _is_recorded(session, person.organization_id, key):
        events.record(
            session, conversation, EventKind.MAIL_BRAKED, by=by, dedupe_key=key, people=[person.id],
            until=braked.until.isoformat(),
        )  # fmt: skip
    noticing.tell(
        session, Notice.MAIL_BRAKED, to=audience.admins(session, person.organization_id), conversation=conversation,
        organization_id=person.organization_id, by=by, dedupe=key, name=person.name, until=braked.until.isoformat(),
    )  # fmt: skip


def _is_recorded(session: Session, organization_id: int, key: str) -> bool:
    query = select(Event.id).where(Event.organization_id == organization_id, Event.dedupe_key == key)
    return session.scalars(query).first() is not None


def _told(session: Session, rows: Sequence[Posting]) -> list[Told]:
    """The notices with the names that they are told with. A conversation that was merged is told of by its heir."""
    ids = {row.conversation_id for row in rows}
    places = select(Conversation.id, Mailbox.name).join(Mailbox, Mailbox.id == Conversation.mailbox_id)
    named = {row[0]: row[1] for row in session.execute(places.where(Conversation.id.in_(ids)))}
    people = select(Person.id, Person.name).where(Person.id.in_({row.actor_id for row in rows}))
    who = {row[0]: row[1] for row in session.execute(people)}
    return [
        Told(
            row.kind, row.at, row.data, who.get(row.actor_id or 0), row.conversation_id,
            gist(named.get(row.conversation_id or 0, ""), _PLACE),
        )
        for row in rows
    ]  # fmt: skip


def _mail(
    leaf: notice_mail.Leaf, person: Person, address: str, held: Held, runtime: Runtime, words: Wording, now: datetime
) -> EmailMessage:
    """With the headers that keep machines from answering, and by which we know it ourselves."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address("Embedded Inbox", addr_spec=runtime.settings.smtp_from)
    mail["To"] = Address(gist(person.name, _PLACE), addr_spec=address)
    mail["Subject"] = leaf.subject
    mail["Date"] = format_datetime(now)
    nonce = hashlib.sha256(repr((held.ids, person.id)).encode()).hexdigest()[:32]
    domain = urlsplit(runtime.settings.public_url).hostname or "localhost"
    mail["Message-ID"] = message_ids.notice_id(runtime.message_id_keys[0], domain=domain, nonce=nonce)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail[AUTOMATIC_MARKER] = "notice"
    mail["Content-Language"] = words.language
    mail.set_content(leaf.text)
    mail.add_alternative(leaf.html, subtype="html")
    return mail
