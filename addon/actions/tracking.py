"""The Track button: brings the open mail into a shared mailbox, where the ledger sees it, and takes it in at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256

from redis.exceptions import RedisError
from redis.lock import Lock
from sqlalchemy.orm import Session

from addon import consent, google_event, session
from addon.desk import Desk
from addon.open_mail import tokens_of
from addon.press import Press, page
from addon.visits import Call
from cards.kit import Answer, Move
from inbox import access, events, intake, lookup
from inbox.access import Viewer
from inbox.arrival import Arrival
from inbox.errors import InboxError, NotAllowed
from inbox.models import Conversation, EventKind, Mailbox, Message
from inbox.translation import N_
from sync import connecting
from sync.errors import ProviderError
from sync.provider import Provider
from sync.providers.gmail import current_message

_TOO_LARGE = 413
_LONGEST = 20.0
"""Seconds that filing a mail may take."""


@dataclass(frozen=True)
class Brought:
    """The mail as the shared mailbox has it now, and the keys that tell our own mails."""

    mailbox_id: int
    arrival: Arrival
    keys: tuple[bytes, ...]


Filing = Callable[[Provider, Desk, Call], str]
"""Puts a copy of the open mail into the shared mailbox, and gives its id there."""


def bring(desk: Desk, call: Call) -> Brought:
    """Find the mail that is open in Gmail in the shared mailbox, or put it there."""
    return brought(desk, call, _filed_from_gmail)


def brought(desk: Desk, call: Call, filing: Filing) -> Brought:
    """Find the mail in the shared mailbox, or put it there. Doing so again finds what was put there the first time."""
    mailbox = session.visit(desk.runtime, call, lambda unit, view: _chosen(unit, view.viewer, call), writes=False)
    try:
        provider = connecting.open_provider(desk.runtime, mailbox)
        with _alone(desk, mailbox, call):
            provider_id = _found(provider, call) or filing(provider, desk, call)
        arrivals = provider.fetch([provider_id]).arrivals
    except ProviderError as failure:
        if failure.status == _TOO_LARGE:
            raise NotAllowed(N_("This mail is too large to be copied. Forward it to the shared mailbox.")) from failure
        raise InboxError(N_("The mail cannot be fetched just now. Please try again in a minute.")) from failure
    if not arrivals:
        raise InboxError(N_("The mail cannot be fetched just now. Please try again in a minute."))
    return Brought(mailbox.id, arrivals[0], desk.runtime.message_id_keys)


def track(unit: Session, press: Press) -> Answer:
    """Take in what was brought and show its conversation."""
    brought, viewer = press.brought, press.view.viewer
    assert isinstance(brought, Brought)
    mailbox = access.mailbox_for(unit, viewer, brought.mailbox_id)
    [taken] = intake.take_in(unit, mailbox, [brought.arrival], keys=brought.keys, now=press.view.now)
    if taken.message_id is None or taken.conversation_id is None:
        raise NotAllowed(N_("This mail cannot be tracked: it is a draft, a chat, or could not be read."))
    message = unit.get_one(Message, taken.message_id)
    if press.event.mail_id:
        lookup.remember_copy(unit, viewer, press.event.mail_id, message, now=press.view.now)
    if taken.is_new:
        conversation = unit.get_one(Conversation, taken.conversation_id)
        events.record(unit, conversation, EventKind.TRACKED, by=press.by, message_id=message.id)
    shown = page(unit, press, "conversation", move=Move.UPDATE, conversation=taken.conversation_id)
    words = press.words(N_("Tracked in %(mailbox)s"), mailbox=mailbox.name)
    return replace(shown, notification=words, has_changed=True)


def _chosen(unit: Session, viewer: Viewer, call: Call) -> Mailbox:
    return access.mailbox_for(unit, viewer, call.event.inputs.number("mailbox"))


@contextmanager
def _alone(desk: Desk, mailbox: Mailbox, call: Call) -> Iterator[None]:
    """One at a time for the same mail, so that two presses at once do not file it twice."""
    name = sha256((call.event.mail_id or internet_id(call)).encode()).hexdigest()
    lock = desk.runtime.redis.lock(f"inbox:track:{mailbox.id}:{name}", timeout=_LONGEST, blocking_timeout=_LONGEST)
    try:
        is_mine = lock.acquire()
    except RedisError:
        is_mine = False  # then without it: a second copy is recognised as the same mail
    try:
        yield
    finally:
        if is_mine:
            _give_back(lock)


def _give_back(lock: Lock) -> None:
    try:
        lock.release()
    except RedisError:
        pass  # it ends by itself


def _found(provider: Provider, call: Call) -> str | None:
    """The mail as the shared mailbox holds it already, perhaps older than what was fetched of it."""
    wanted = internet_id(call)
    return next(iter(provider.find(wanted)), None) if wanted else None


def internet_id(call: Call) -> str:
    """The Message-ID of the mail whose card was pressed on; empty when it was not known."""
    return call.event.parameters.get("internet_id", "")


def _filed_from_gmail(provider: Provider, desk: Desk, call: Call) -> str:
    consent.require(google_event.of(call.event), consent.TO_TRACK)
    message_id = call.event.mail_id
    raw = current_message.raw(desk.settings.gmail_api_url, message_id, tokens_of(call.event)) if message_id else None
    if raw is None:
        raise NotAllowed(N_("Gmail does not hand this mail out. Forward it to the shared mailbox instead."))
    return provider.file(raw)
