"""What staff do with a reply before it is sent: send it off, take it back, give up one that failed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import behaviour, events, replying, templates
from inbox.access import Viewer
from inbox.behaviour import Behaviour
from inbox.errors import Invalid, NotAllowed, NotFound
from inbox.events import Actor
from inbox.mail import message_ids, subjects
from inbox.models import (
    Conversation,
    Delivery,
    EventKind,
    Mailbox,
    Organization,
    Outgoing,
    OutgoingState,
    Reference,
    ReplyKind,
    Then,
)
from inbox.replying import Answered, Fence, Recipients
from inbox.translation import N_

LONGEST = 20_000
NOTHING = N_("There is no message here to reply to.")
NOBODY = N_("There is nobody to reply to: the sender has no address that can be answered.")
_NONCE_BYTES = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote and chose on the form."""

    text: str
    kind: ReplyKind
    then: Then
    seen: Fence


def send_off(
    session: Session, conversation: Conversation, parent: Answered | None, draft: Draft, *, by: Actor, key: bytes
) -> Outgoing:
    """Write down the intent to send a reply, under a Message-ID of its own; it goes out after the time to undo."""
    _check(conversation, draft)
    if parent is None or by.person_id is None:
        raise NotAllowed(NOTHING)
    to = _recipients(session, conversation, parent, draft.kind)
    mailbox = session.get_one(Mailbox, conversation.mailbox_id)
    row = _row(session, conversation, parent, draft, to, by=by, key=key)
    row.send_at = by.now + undo_window(session, mailbox)
    conversation.has_human_act = True
    session.add(row)
    session.flush()
    return row


def send_automatically(
    session: Session, conversation: Conversation, parent: Answered, to: Recipients, text: str, *, subject: str,
    by: Actor, key: bytes,
) -> Outgoing:  # fmt: skip
    """Write down the intent to send what a rule answers. It says so of itself, and goes out at once."""
    draft = Draft(text, ReplyKind.REPLY, Then.NONE, replying.newest(session, conversation.id))
    _check(conversation, draft)
    row = _row(session, conversation, parent, draft, to, by=by, key=key)
    row.rule, row.automatic_to, row.subject = by.rule, to.to[0].address, subject or row.subject
    session.add(row)
    session.flush()
    return row


def take_back(session: Session, row: Outgoing, conversation: Conversation, *, by: Actor) -> None:
    """Undo: as long as nobody has begun to send it. Its text stays for its writer; doing so twice is no news."""
    if row.state not in (OutgoingState.WAITING, OutgoingState.UNDONE):
        raise NotAllowed(N_("Too late: the reply is on its way already."))
    if row.state is OutgoingState.WAITING:
        row.state = OutgoingState.UNDONE
        events.record(session, conversation, EventKind.REPLY_UNDONE, by=by, outgoing=row.id)


def give_up(row: Outgoing) -> None:
    """A reply that failed or was taken back is not needed any more, or was written anew."""
    if row.state in (OutgoingState.FAILED, OutgoingState.UNDONE):
        row.state, row.text = OutgoingState.UNDONE, ""


def own(session: Session, viewer: Viewer, outgoing_id: int, *, to_change: bool = False) -> Outgoing:
    """A reply that the viewer wrote."""
    query = select(Outgoing).where(
        Outgoing.id == outgoing_id, Outgoing.organization_id == viewer.organization_id,
        Outgoing.person_id == viewer.person_id,
    )  # fmt: skip
    row = session.scalars(query.with_for_update() if to_change else query).one_or_none()
    if row is None:
        raise NotFound(N_("This reply does not exist any more."))
    return row


def undo_window(session: Session, mailbox: Mailbox) -> timedelta:
    """So long a reply from a mailbox can be taken back."""
    return settings(session, mailbox).undo_window


def settings(session: Session, mailbox: Mailbox) -> Behaviour:
    """What is set for a mailbox."""
    return behaviour.of(mailbox, session.get_one(Organization, mailbox.organization_id))


def _row(
    session: Session,
    conversation: Conversation,
    parent: Answered,
    draft: Draft,
    to: Recipients,
    *,
    by: Actor,
    key: bytes,
) -> Outgoing:
    mailbox = session.get_one(Mailbox, conversation.mailbox_id)
    chain = _chain(session, parent.message_id)
    return Outgoing(
        organization_id=conversation.organization_id, conversation_id=conversation.id, mailbox_id=mailbox.id,
        person_id=by.person_id, door=by.door, parent_id=parent.message_id, kind=draft.kind, recipients=to.stored(),
        internet_message_id=_message_id(conversation, mailbox, key), subject=subjects.as_answer(parent.subject),
        text=draft.text.strip(), in_reply_to=parent.internet_id or "",
        references=[*chain, parent.internet_id] if parent.internet_id else chain,
        provider_thread_id=_thread(session, mailbox, parent.message_id, conversation.id),
        seen_message_id=draft.seen.message, seen_note_id=draft.seen.note, seen_outgoing_id=draft.seen.outgoing,
        then=draft.then, send_at=by.now, created_at=by.now,
    )  # fmt: skip


def _check(conversation: Conversation, draft: Draft) -> None:
    if conversation.is_quarantined:
        raise NotAllowed(N_("This conversation is in quarantine. Release it before you reply."))
    if not draft.text.strip():
        raise Invalid(N_("Write something first."), field="reply")
    if len(draft.text) > LONGEST:
        raise Invalid(N_("This is too long: at most %(count)s characters."), field="reply", count=LONGEST)
    missing = templates.gaps(draft.text)
    if missing:
        raise Invalid(N_("Fill in first: %(names)s"), field="reply", names=", ".join(missing))


def _recipients(session: Session, conversation: Conversation, parent: Answered, kind: ReplyKind) -> Recipients:
    single, everybody = replying.recipients(session, conversation.organization_id, parent)
    to = everybody if kind is ReplyKind.REPLY_ALL else single
    if not to.to:
        raise NotAllowed(NOBODY)
    return to


def _message_id(conversation: Conversation, mailbox: Mailbox, key: bytes) -> str:
    return message_ids.new_message_id(
        key, organization_id=conversation.organization_id, conversation_id=conversation.id,
        domain=mailbox.address.rpartition("@")[2], nonce=secrets.token_hex(_NONCE_BYTES),
    )  # fmt: skip


def _chain(session: Session, message_id: int) -> list[str]:
    """What the answered mail refers to, oldest first: it is kept newest first."""
    query = select(Reference.target_key).where(Reference.message_id == message_id).order_by(Reference.position.desc())
    return list(session.scalars(query))


def _thread(session: Session, mailbox: Mailbox, message_id: int, conversation_id: int) -> str:
    """The provider's thread of the answered mail in the mailbox that sends; none where it never came there."""
    query = select(Delivery.provider_thread_id).where(
        Delivery.mailbox_id == mailbox.id, Delivery.message_id == message_id, Delivery.deleted_at.is_(None)
    )
    return _one(session.scalars(query.order_by(Delivery.id.desc()).limit(1)).all())


def _one(threads: Sequence[str]) -> str:
    return threads[0] if threads else ""
