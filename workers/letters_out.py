"""Composing a reply when it is sent: the sender's signature of that moment, and the answered mail quoted below."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cards.wording import wording
from inbox.mail import composing
from inbox.mail.composing import Outline
from inbox.mail.parsed import Address
from inbox.models import Mailbox, Message, Organization, Outgoing, Person
from inbox.translation import N_

_ATTRIBUTION = N_("On %(time)s, %(who)s wrote:")


def compose(session: Session, outgoing_id: int) -> bytes:
    """The mail that a reply is sent as."""
    row = session.get_one(Outgoing, outgoing_id)
    mailbox = session.get_one(Mailbox, row.mailbox_id)
    parent = session.get_one(Message, row.parent_id)
    outline = Outline(
        message_id=row.internet_message_id, sender=Address(mailbox.name, mailbox.address),
        to=_people(row.recipients, "to"), cc=_people(row.recipients, "cc"), subject=row.subject, at=row.created_at,
        in_reply_to=row.in_reply_to, references=row.references, text=row.text,
        signature=session.get_one(Person, row.person_id).signature if row.person_id is not None else "",
        attribution=_attribution(session.get_one(Organization, row.organization_id), parent),
        quoted=parent.visible_text, is_automatic=row.automatic_to != "",
    )  # fmt: skip
    return composing.compose(outline)


def _people(recipients: dict[str, Any], kind: str) -> list[Address]:
    return [Address(name, address) for name, address in recipients.get(kind) or ()]


def _attribution(organization: Organization, parent: Message) -> str:
    """In the language in which the organization writes to people outside."""
    words = wording(organization.language, organization.time_zone)
    who = parent.sender_name or parent.sender_address
    return words.gettext(_ATTRIBUTION) % {"time": words.moment(parent.received_at), "who": who}
