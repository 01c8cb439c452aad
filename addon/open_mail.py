"""The mail that somebody has open: its conversation, asking Gmail only about mail that nobody looked at before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from addon import google_event, session
from addon.desk import Desk
from addon.event import Event
from addon.visits import Call
from cards import trouble
from cards.kit import Card
from cards.pages import PAGES
from cards.view import View
from inbox import access, lookup
from inbox.errors import InboxError
from inbox.models import MailboxState
from inbox.translation import N_
from sync.errors import AccessLost, ProviderError
from sync.providers.gmail import current_message
from sync.providers.gmail.current_message import CurrentMessage, Tokens
from workers import sync_jobs

_LONGEST = 255
_USUAL_DELAY = timedelta(minutes=10)
"""Mail that came to a mailbox within this time may simply not have been fetched yet."""
_FETCHING = (MailboxState.NEW, MailboxState.BACKFILL, MailboxState.RESYNC)


@dataclass(frozen=True)
class OpenMail:
    """The ids under which the reader's own mailbox knows the open mail; no message id if there is none open."""

    message_id: str
    thread_id: str

    @classmethod
    def of(cls, event: Event) -> OpenMail:
        """Ids as the Gmail API has them, or as the event has them where they cannot be derived."""
        return cls(event.mail_id, google_event.of(event).gmail.thread_id[:_LONGEST])


def card(desk: Desk, call: Call) -> Card:
    """The card beside the open mail."""
    mail = OpenMail.of(call.event)
    known = session.visit(desk.runtime, call, lambda unit, view: _known(unit, view, mail), writes=False)
    if known is not None:
        return known
    current = _ask_gmail(desk, call, mail)
    return session.visit(desk.runtime, call, lambda unit, view: _met_first(unit, view, mail, current), writes=True)


def tokens_of(event: Event) -> Tokens:
    """The tokens to read the open mail with, in the one place that takes them out of their wrapping."""
    said = google_event.of(event)
    return Tokens(
        user=said.authorization.user_oauth_token.get_secret_value(), message=said.gmail.access_token.get_secret_value()
    )


def _known(unit: Session, view: View, mail: OpenMail) -> Card | None:
    conversation_id = lookup.by_provider_id(unit, view.viewer, mail.message_id)
    return None if conversation_id is None else _conversation(unit, view, conversation_id)


def _ask_gmail(desk: Desk, call: Call, mail: OpenMail) -> CurrentMessage | None:
    if not mail.message_id:
        return None
    try:
        return current_message.headers(desk.settings.gmail_api_url, mail.message_id, tokens_of(call.event))
    except AccessLost:
        return None
    except ProviderError as failure:
        raise InboxError(N_("Gmail does not answer just now. Please open this mail again in a minute.")) from failure


def _met_first(unit: Session, view: View, mail: OpenMail, current: CurrentMessage | None) -> Card:
    """A mail that was never open before: perhaps a colleague's own copy, perhaps not tracked, perhaps on its way."""
    internet_id = current.internet_message_id if current else None
    message = lookup.by_message_id(unit, view.viewer, internet_id) if internet_id else None
    if message is not None:
        lookup.remember_copy(unit, view.viewer, mail.message_id, message, now=view.now)
        return _conversation(unit, view, message.conversation_id)
    if current is not None and _is_on_its_way(unit, view, current):
        return trouble.not_synced(view.wording)
    ids = {"message": mail.message_id, "thread": mail.thread_id, "internet_id": internet_id or ""}
    return PAGES["not-tracked"](unit, view, ids)


def _is_on_its_way(unit: Session, view: View, current: CurrentMessage) -> bool:
    """Whether it was sent to a mailbox that has not fetched it yet but will; that mailbox is asked at once."""
    is_new = view.now - current.received_at < _USUAL_DELAY
    for mailbox in access.mailboxes_for(unit, view.viewer):
        if mailbox.address in current.recipients and (is_new or mailbox.state in _FETCHING):
            sync_jobs.ask(unit, mailbox.id, now=view.now)
            return True
    return False


def _conversation(unit: Session, view: View, conversation_id: int) -> Card:
    return PAGES["conversation"](unit, view, {"conversation": str(conversation_id)})
