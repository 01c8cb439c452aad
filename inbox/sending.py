"""A reply is sent exactly once: who sends it holds a claim, and what may have gone out is looked up before a resend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import assignment, events, lifecycle, outgoing
from inbox.events import Actor
from inbox.models import (
    Conversation,
    Direction,
    EventKind,
    Mailbox,
    Message,
    Outgoing,
    OutgoingState,
    Person,
    Then,
    Trouble,
)

_LONGEST_DETAIL = 255
_ASKING = ("human", "bounce-hard", "bounce-soft")
_AT_ONCE = 200
_UNDER_WAY = (OutgoingState.WAITING, OutgoingState.SENDING)


class ClaimLost(Exception):
    """Somebody else has taken the sending over; whoever was late may do nothing more."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one reply, as long as it lasts."""

    outgoing_id: int
    token: int
    mailbox_id: int
    message_id: str
    thread_id: str
    is_doubtful: bool
    """It may have gone out already: look before sending."""
    attempts: int


def due(session: Session, *, now: datetime) -> list[int]:
    """The replies to be sent: their time has come, or whoever was at it came to grief."""
    is_due = Outgoing.state.in_(_UNDER_WAY), Outgoing.send_at <= now
    query = select(Outgoing.id).where(*is_due).order_by(Outgoing.send_at, Outgoing.id).limit(_AT_ONCE)
    return list(session.scalars(query))


def abandoned(session: Session, outgoing_id: int) -> Outgoing | None:
    """A reply that somebody began to send, and that will never go out."""
    row = session.get(Outgoing, outgoing_id)
    is_over = row is not None and row.attempts > 0 and row.state in (OutgoingState.UNDONE, OutgoingState.FAILED)
    return row if is_over else None


def next_after(session: Session, outgoing_id: int) -> int | None:
    """The reply that waited for this one: those of a conversation go out in the order in which they were sent off."""
    row = session.get_one(Outgoing, outgoing_id)
    query = select(Outgoing.id).where(
        Outgoing.conversation_id == row.conversation_id, Outgoing.id > row.id, Outgoing.state.in_(_UNDER_WAY)
    )
    return session.scalars(query.order_by(Outgoing.id).limit(1)).first()


def claim(session: Session, outgoing_id: int, *, now: datetime, seconds: float) -> Claim | None:
    """Take the claim on a reply that is due; None when it is not, another one has it, or an earlier one comes first."""
    query = select(Outgoing).where(Outgoing.id == outgoing_id, Outgoing.send_at <= now)
    row = session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None or row.state not in _UNDER_WAY or _waits_for_another(session, row):
        return None
    row.is_doubtful = row.is_doubtful or row.state is OutgoingState.SENDING
    row.state, row.send_at = OutgoingState.SENDING, now + timedelta(seconds=seconds)
    row.claim += 1
    row.attempts += 1
    return Claim(
        row.id, row.claim, row.mailbox_id, row.internet_message_id, row.provider_thread_id, row.is_doubtful,
        row.attempts,
    )  # fmt: skip


def keep(session: Session, held: Claim, *, now: datetime, seconds: float) -> None:
    """Make sure that nobody else took over, and hold on for longer. Raises ClaimLost."""
    _held(session, held).send_at = now + timedelta(seconds=seconds)


def sent(session: Session, held: Claim, provider_id: str, *, now: datetime) -> None:
    """It went out. Raises ClaimLost for a late finisher; what is known to be sent already is no news."""
    row = _row(session, held.outgoing_id)
    if row.state is OutgoingState.SENT:
        row.provider_id = row.provider_id or provider_id
        return
    settle(session, _held(session, held), provider_id, now=now)


def postpone(session: Session, held: Claim, until: datetime, *, is_doubtful: bool, detail: str) -> None:
    """Not now. What certainly did not go out waits, and can be undone, as before; else it will be looked up first."""
    row = _held(session, held)
    row.is_doubtful = row.is_doubtful or is_doubtful
    row.state = OutgoingState.SENDING if row.is_doubtful else OutgoingState.WAITING
    row.send_at, row.trouble, row.detail = until, Trouble.UNREACHABLE, detail[:_LONGEST_DETAIL]


def fail(session: Session, held: Claim, trouble: Trouble, detail: str, *, now: datetime) -> None:
    """It will never be taken, and did not go out: its sender decides what next."""
    row = _held(session, held)
    row.state, row.trouble, row.detail = OutgoingState.FAILED, trouble, detail[:_LONGEST_DETAIL]
    by = Actor(door=row.door, now=now, person_id=row.person_id, rule=row.rule)
    events.record(session, _conversation(session, row), EventKind.REPLY_FAILED, by=by, outgoing=row.id)


def of_messages(session: Session, mailbox: Mailbox, message_ids: Iterable[str]) -> dict[str, Outgoing]:
    """The replies that a mailbox sent under some Message-IDs of ours, locked."""
    query = select(Outgoing).where(
        Outgoing.mailbox_id == mailbox.id, Outgoing.internet_message_id.in_(list(message_ids))
    )
    return {row.internet_message_id: row for row in session.scalars(query.order_by(Outgoing.id).with_for_update())}


def came_back(session: Session, row: Outgoing, provider_id: str, *, now: datetime) -> None:
    """The mailbox shows it among what was sent: that it went out is certain, whoever recorded what before."""
    if row.state is not OutgoingState.SENT:
        settle(session, row, provider_id, now=now)
    row.text = ""


def settle(session: Session, row: Outgoing, provider_id: str, *, now: datetime) -> None:
    """It went out: do what its sender wanted done then, once."""
    row.state, row.provider_id, row.sent_at, row.trouble = OutgoingState.SENT, provider_id, now, None
    conversation = _conversation(session, row)
    by = Actor(door=row.door, now=now, person_id=row.person_id)
    _assign(session, conversation, row, by=by)
    if row.then is Then.NONE or _was_written_to(session, conversation, row):
        return
    if row.then is Then.PENDING:
        lifecycle.set_pending(session, conversation, by=by)
    else:
        lifecycle.close(session, conversation, by=by)


def _assign(session: Session, conversation: Conversation, row: Outgoing, *, by: Actor) -> None:
    """Whoever replies becomes the assignee, as the mailbox's settings say."""
    rule = outgoing.settings(session, session.get_one(Mailbox, row.mailbox_id)).assign_replier
    if row.person_id is None:
        return
    if rule == "never" or (rule == "if-unassigned" and conversation.assignee_id is not None):
        return
    person = session.get_one(Person, row.person_id)
    if person.active and assignment.may_be_assigned(session, conversation, person):
        assignment.assign(session, conversation, person, by=by, reason="replied")


def _was_written_to(session: Session, conversation: Conversation, row: Outgoing) -> bool:
    """Whether a mail came in that its sender had not seen: then it is our turn, whatever they wanted."""
    query = select(Message.id).where(
        Message.conversation_id == conversation.id, Message.id > row.seen_message_id,
        Message.direction == Direction.INBOUND, Message.mail_class.in_(_ASKING),
    )  # fmt: skip
    return session.scalars(query.limit(1)).first() is not None


def _waits_for_another(session: Session, row: Outgoing) -> bool:
    query = select(Outgoing.id).where(
        Outgoing.conversation_id == row.conversation_id, Outgoing.id < row.id, Outgoing.state.in_(_UNDER_WAY)
    )
    return session.scalars(query.limit(1)).first() is not None


def _held(session: Session, held: Claim) -> Outgoing:
    row = _row(session, held.outgoing_id)
    if row.claim != held.token or row.state is not OutgoingState.SENDING:
        raise ClaimLost(f"the claim on reply {held.outgoing_id} with token {held.token}")
    return row


def _row(session: Session, outgoing_id: int) -> Outgoing:
    return session.get_one(Outgoing, outgoing_id, with_for_update=True, populate_existing=True)


def _conversation(session: Session, row: Outgoing) -> Conversation:
    """Where it belongs now, locked."""
    found = _locked(session, row.conversation_id)
    while found.merged_into_id is not None:
        found = _locked(session, found.merged_into_id)
    return found


def _locked(session: Session, conversation_id: int) -> Conversation:
    return session.get_one(Conversation, conversation_id, with_for_update=True, populate_existing=True)
