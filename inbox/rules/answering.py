"""Automatic answers: a template, sent as a person's reply would be, and never where it might begin a loop."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import database, outgoing, replying, templates
from inbox.events import Actor
from inbox.mail import languages
from inbox.mail.parsed import Address
from inbox.models import (
    Asks,
    Contact,
    Conversation,
    Direction,
    Event,
    EventKind,
    Mailbox,
    Message,
    Organization,
    Outgoing,
    OutgoingState,
    Template,
)
from inbox.replying import Recipients
from inbox.rules import brakes
from inbox.translation import N_

ONCE_IN = timedelta(hours=24)
"""At most one automatic answer to a sender from a mailbox within this time."""
_STILL_NEWS = timedelta(hours=24)
"""Mail that is older wants no automatic answer any more."""
_BLOCKED_FOR = timedelta(days=60)
"""So long nothing automatic goes to an address that a mail came back from for good."""
_GONE = (OutgoingState.UNDONE, OutgoingState.FAILED)


def answer(
    session: Session, one: Conversation, message: Message | None, template_key: str, *, by: Actor, key: bytes
) -> tuple[Outgoing | None, str]:
    """Write down the intent to answer a mail with a template; else say why it is not answered."""
    if message is None:
        return None, N_("there is no mail to answer")
    why_not = _why_not(session, one, message, by=by)
    if why_not:
        return None, why_not
    found = _template(session, one, message, template_key)
    if found is None:
        return None, f"there is no template {template_key} for this team"
    filled = templates.fill(found, _known(session, one, message))
    if filled.missing:
        return None, f"the template has variables without a value: {', '.join(filled.missing)}"
    parent = replying.answered(session, one.id, message.id)
    if parent is None:
        return None, N_("the mail is in another conversation by now")
    to = Recipients((Address(message.sender_name, message.sender_address),))
    row = outgoing.send_automatically(
        session, one, parent, to, filled.text, subject=filled.subject, by=by, key=key
    )  # fmt: skip
    return row, ""


def is_unwanted(message: Message) -> bool:
    """Whether a mail is none that may be answered by itself, whoever sent it."""
    is_by_person = message.direction is Direction.INBOUND and message.mail_class == "human"
    return (
        not is_by_person
        or message.asks is Asks.NOTHING
        or message.refuses_automatic
        or replying.is_nobody(message.sender_address)
    )


def _why_not(session: Session, one: Conversation, message: Message, *, by: Actor) -> str:
    address, now = message.sender_address, by.now
    if message.direction is not Direction.INBOUND or message.mail_class != "human":
        return N_("only mail of people outside is answered")
    if message.asks is Asks.NOTHING:
        return N_("the mail lies in the trash")
    if message.refuses_automatic or replying.is_nobody(address):
        return N_("the sender wants no automatic answer")
    if _is_ours(session, one, address):
        return N_("the sender is one of our own mailboxes")
    if message.received_at < now - _STILL_NEWS:
        return N_("the mail is more than a day old")
    _be_alone(session, one, address)
    if _was_answered(session, one, address, now=now):
        return N_("the sender had an automatic answer within a day")
    if _bounces(session, one, address, now=now):
        return N_("mail to the sender came back")
    if brakes.has_written_too_much(session, one, address, now=now):
        brakes.hold(session, one, brakes.MAIL, by=by)
        return N_("too much automatic mail went there")
    return ""


def _is_ours(session: Session, one: Conversation, address: str) -> bool:
    query = select(Mailbox.address, Mailbox.groups).where(Mailbox.organization_id == one.organization_id)
    return any(address == row[0] or address in row[1] for row in session.execute(query))


def _be_alone(session: Session, one: Conversation, address: str) -> None:
    """Of two workers with mail of one sender, the second waits and then sees that there was an answer."""
    if not database.is_sqlite(session):  # there, whoever writes is alone anyhow
        named = zlib.crc32(f"automatic:{one.mailbox_id}:{address}".encode())
        session.execute(select(func.pg_advisory_xact_lock(named)))


def _was_answered(session: Session, one: Conversation, address: str, *, now: datetime) -> bool:
    query = select(Outgoing.id).where(
        Outgoing.organization_id == one.organization_id, Outgoing.automatic_to == address,
        Outgoing.mailbox_id == one.mailbox_id, Outgoing.created_at > now - ONCE_IN, Outgoing.state.not_in(_GONE),
    )  # fmt: skip
    return session.scalars(query.limit(1)).first() is not None


def _bounces(session: Session, one: Conversation, address: str, *, now: datetime) -> bool:
    """Whether a mail to the address came back for good, in a conversation with whoever writes from there."""
    with_them = select(Conversation.id).where(Conversation.contact_id == one.contact_id)
    here = Event.conversation_id == one.id
    query = (
        select(Event.data)
        .join(Message, Message.id == Event.message_id)
        .where(
            Event.kind == EventKind.BOUNCED, Event.at > now - _BLOCKED_FOR, Message.mail_class == "bounce-hard",
            here if one.contact_id is None else here | Event.conversation_id.in_(with_them),
        )
    )  # fmt: skip
    return any(address in (data.get("addresses") or ()) for data in session.scalars(query))


def _template(session: Session, one: Conversation, message: Message, key: str) -> Template | None:
    """In the language of the mail, else in the organization's, else in English, else in any."""
    query = select(Template).where(
        Template.organization_id == one.organization_id, Template.key == key,
        Template.team_id.is_(None) | (Template.team_id == one.team_id),
    )  # fmt: skip
    found: Sequence[Template] = session.scalars(query.order_by(Template.position, Template.id)).all()
    own = session.get_one(Organization, one.organization_id).language
    for language in (languages.guessed(message.visible_text), own.partition("-")[0], "en"):
        for template in found:
            if language and template.language.partition("-")[0] == language:
                return template
    return found[0] if found else None


def _known(session: Session, one: Conversation, message: Message) -> dict[str, str]:
    contact = session.get(Contact, one.contact_id) if one.contact_id is not None else None
    return {
        "contact.name": message.sender_name or (contact.name if contact else "") or message.sender_address,
        "mailbox.name": session.get_one(Mailbox, one.mailbox_id).name,
    }
