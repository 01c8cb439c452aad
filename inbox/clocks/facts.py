"""What happened in conversations, as far as clocks are concerned, read from their messages and events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from inbox import behaviour
from inbox.clocks import courses
from inbox.clocks.courses import Fact, What
from inbox.mail.classification import MailClass
from inbox.models import Conversation, Direction, Event, EventKind, Mailbox, Message, Organization, Status

_STATUSES = {
    EventKind.OPENED: What.OPEN,
    EventKind.WOKE: What.OPEN,
    EventKind.PENDING: What.PENDING,
    EventKind.SNOOZED: What.SNOOZED,
    EventKind.CLOSED: What.CLOSED,
}
_BEGUN = {Status.OPEN: What.OPEN, Status.PENDING: What.PENDING, Status.CLOSED: What.CLOSED}
_ASKING = frozenset({MailClass.HUMAN.value})
_MACHINES = frozenset({MailClass.AUTOMATED.value, MailClass.BULK.value})


def load(session: Session, conversation_ids: Collection[int]) -> dict[int, list[Fact]]:
    """The facts of each conversation, in order."""
    ids = {"ids": list(conversation_ids)}
    mail: defaultdict[int, list[tuple[datetime, Direction, str]]] = defaultdict(list)
    for id_, at, direction, mail_class in session.execute(_MESSAGES, ids):
        mail[id_].append((at, direction, mail_class))
    told: defaultdict[int, list[Fact]] = defaultdict(list)
    for id_, kind, at, data in session.execute(_EVENTS, ids):
        what = _STATUSES.get(kind) or _BEGUN.get(data.get("new"))
        if what is not None:
            told[id_].append(Fact(at, what))
    return {
        one.id: _of(one, mail[one.id], told[one.id], _asking(mailbox, organization))
        for one, mailbox, organization in session.execute(_CONVERSATIONS, ids)
    }


def _asking(mailbox: Mailbox, organization: Organization) -> frozenset[str]:
    """The classes of mail that wait for an answer."""
    return _ASKING | _MACHINES if behaviour.of(mailbox, organization).automated_starts_clock else _ASKING


def _of(
    one: Conversation, mail: Sequence[tuple[datetime, Direction, str]], told: Sequence[Fact], asking: frozenset[str]
) -> list[Fact]:
    messages = [
        Fact(at, What.ASKED if direction is Direction.INBOUND else What.ANSWERED)
        for at, direction, mail_class in mail
        if mail_class in (asking if direction is Direction.INBOUND else _ASKING)
    ]
    facts = courses.ordered(messages, told)
    if not facts:
        return []
    now_is = What.SNOOZED if one.snoozed_until else _BEGUN[one.status]
    was = next((fact.what for fact in reversed(facts) if fact.what in _STANDINGS), What.OPEN)
    if was is not now_is:  # nobody told: mail that came late gave it this status, as nobody had touched it
        facts.append(Fact(facts[-1].at, now_is))
    if one.is_quarantined or one.merged_into_id is not None:
        facts.append(Fact(facts[-1].at, What.GONE))
    return facts


_STANDINGS = frozenset(_STATUSES.values())
_ids: BindParameter[list[int]] = bindparam("ids", expanding=True)
_CONVERSATIONS = (
    select(Conversation, Mailbox, Organization)
    .join(Mailbox, Mailbox.id == Conversation.mailbox_id)
    .join(Organization, Organization.id == Conversation.organization_id)
    .where(Conversation.id.in_(_ids))
)
_MESSAGES = (
    select(Message.conversation_id, Message.received_at, Message.direction, Message.mail_class)
    .where(Message.conversation_id.in_(_ids))
    .order_by(Message.received_at, Message.id)
)
_EVENTS = (
    select(Event.conversation_id, Event.kind, Event.at, Event.data)
    .where(Event.conversation_id.in_(_ids), Event.kind.in_([*_STATUSES, EventKind.CREATED]))
    .order_by(Event.id)
)
