"""The Track button: brings the open mail into a shared mailbox, where the ledger sees it, and takes it in at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from addon import consent, session
from addon.desk import Desk
from addon.open_mail import OpenMail, tokens_of
from addon.press import Press, page
from addon.visits import Call
from cards.kit import Answer, Move
from inbox import access, events, intake, lookup
from inbox.access import Viewer
from inbox.arrival import Arrival
from inbox.errors import InboxError, NotAllowed
from inbox.models import Conversation, Delivery, EventKind, Mailbox, Message
from inbox.translation import N_
from sync import connecting
from sync.errors import ProviderError
from sync.provider import Provider
from sync.providers.gmail import current_message


@dataclass(frozen=True)
class Brought:
    """The mail as the shared mailbox has it now, and the keys that tell our own mails."""

    mailbox_id: int
    arrival: Arrival
    keys: tuple[bytes, ...]


def bring(desk: Desk, call: Call) -> Brought:
    """Find the mail in the shared mailbox, or put it there. Doing so again finds what was put there the first time."""
    mailbox = session.visit(
        desk.runtime, call, lambda unit, view: _chosen(unit, view.viewer, call), writes=False
    )
    try:
        provider = connecting.open_provider(desk.runtime, mailbox)
        provider_id = _found(provider, call) or _filed(provider, desk, call)
        arrivals = provider.fetch([provider_id]).arrivals
    except ProviderError as failure:
        raise InboxError(N_("The mail cannot be fetched just now. Please try again in a minute.")) from failure
    if not arrivals:
        raise InboxError(N_("The mail cannot be fetched just now. Please try again in a minute."))
    return Brought(mailbox.id, arrivals[0], desk.runtime.message_id_keys)


def track(unit: Session, press: Press) -> Answer:
    """Take in what was brought and show its conversation."""
    brought = press.brought
    assert isinstance(brought, Brought)
    mailbox = access.mailbox_for(unit, press.view.viewer, brought.mailbox_id)
    intake.take_in(unit, mailbox, [brought.arrival], keys=brought.keys, now=press.view.now)
    message = _message(unit, mailbox, brought.arrival.provider_id)
    if message is None:
        raise NotAllowed(N_("This mail cannot be tracked: it is a draft, a chat, or could not be read."))
    lookup.remember_copy(unit, press.view.viewer, OpenMail.of(press.event).message_id, message, now=press.view.now)
    conversation = unit.get_one(Conversation, message.conversation_id)
    events.record(unit, conversation, EventKind.TRACKED, by=press.by, message_id=message.id, mailbox_id=mailbox.id)
    return page(unit, press, "conversation", move=Move.UPDATE, conversation=conversation.id)


def _chosen(unit: Session, viewer: Viewer, call: Call) -> Mailbox:
    return access.mailbox_for(unit, viewer, call.event.inputs.number("mailbox"))


def _found(provider: Provider, call: Call) -> str | None:
    """The mail as the shared mailbox holds it already, perhaps older than what was fetched of it."""
    internet_id = call.event.parameters.get("internet_id", "")
    return next(iter(provider.find(internet_id)), None) if internet_id else None


def _filed(provider: Provider, desk: Desk, call: Call) -> str:
    """Put a copy of the open mail into the shared mailbox."""
    consent.require(call.event, consent.TO_TRACK)
    message_id = OpenMail.of(call.event).message_id
    raw = current_message.raw(desk.settings.gmail_api_url, message_id, tokens_of(call.event)) if message_id else None
    if raw is None:
        raise NotAllowed(N_("Gmail does not hand this mail out. Forward it to the shared mailbox instead."))
    return provider.file(raw)


def _message(unit: Session, mailbox: Mailbox, provider_id: str) -> Message | None:
    return unit.scalar(
        select(Message)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(Delivery.mailbox_id == mailbox.id, Delivery.provider_id == provider_id)
    )
