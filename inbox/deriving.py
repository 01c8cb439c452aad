"""What a conversation shows of its messages: a function of their set, the same in whatever order they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from inbox import contacts
from inbox.lifecycle import AUTOMATIC, NOT_DELIVERED
from inbox.mail import subjects
from inbox.mail.classification import MailClass
from inbox.mail.text import gist
from inbox.models import Asks, Conversation, ConversationLink, Delivery, Direction, LinkKind, Message, Status
from inbox.ours import Ours

_message = Message.__table__.c
_delivery = Delivery.__table__.c
_link = ConversationLink.__table__.c
_BOUNCES = (MailClass.BOUNCE_HARD.value, MailClass.BOUNCE_SOFT.value)
_HUMAN = MailClass.HUMAN.value
_WRITTEN = {
    "subject", "subject_changed", "origin", "message_count", "first_message_at", "last_message_at", "last_inbound_at",
    "last_outbound_at", "preview", "preview_from", "mailbox_id", "contact_id", "status", "status_reason", "closed_at",
    "version",
}  # fmt: skip


class Fact(NamedTuple):
    """A message as far as its conversation is concerned."""

    id: int
    conversation_id: int
    fingerprint: str
    direction: Direction
    mail_class: str
    asks: Asks
    sender: str
    subject: str
    received_at: datetime

    @property
    def is_inbound(self) -> bool:
        return self.direction is Direction.INBOUND

    @property
    def is_from_outside(self) -> bool:
        return self.is_inbound and self.mail_class == _HUMAN


class Detail(NamedTuple):
    """What else must be known of a message that a conversation shows something of."""

    id: int
    sender_name: str
    visible_text: str
    recipients: dict[str, Any]


class Standing(NamedTuple):
    """The status that follows from the messages, where nobody touched it, and why."""

    status: Status
    reason: str


def refresh(
    session: Session, conversations: Collection[Conversation], *, ours: Ours, now: datetime
) -> dict[int, Standing]:
    """Bring what conversations show up to date with their messages. Gives the status that would follow from those."""
    session.flush()
    with session.no_autoflush:  # all that changes here is written at once
        return _refresh(session, conversations, ours, now)


def standing(facts: Sequence[Fact]) -> Standing:
    """What asks for an answer makes it open; else the first message that asks for anything decides."""
    if any(fact.asks is Asks.ANSWER for fact in facts):
        is_bounced = any(fact.mail_class in _BOUNCES and fact.asks is Asks.ANSWER for fact in facts)
        return Standing(Status.OPEN, NOT_DELIVERED if is_bounced else "")
    first = next((fact.asks for fact in facts if fact.asks is not Asks.NOTHING), Asks.NOTHING)
    if first is Asks.ATTENTION:
        return Standing(Status.OPEN, "")
    return Standing(Status.PENDING, "") if first is Asks.PATIENCE else Standing(Status.CLOSED, AUTOMATIC)


def _refresh(
    session: Session, conversations: Collection[Conversation], ours: Ours, now: datetime
) -> dict[int, Standing]:  # fmt: skip
    facts = _facts(session, conversations)
    alive = [one for one in conversations if facts[one.id]]
    shown = {one.id: (facts[one.id][0], _shown(facts[one.id])) for one in alive}
    asking = {one.id: _asking(facts[one.id], ours) for one in alive}
    details = _details(session, {fact.id for pair in shown.values() for fact in pair} | {f.id for f in asking.values()})
    owners = _owners(session, [first for first, _ in shown.values()], details, ours)
    for one in alive:
        first, newest = shown[one.id]
        _summarise(one, facts[one.id], details[newest.id], newest)
        one.mailbox_id = owners.get(first.id, one.mailbox_id)
    _set_contacts(session, alive, asking, details, ours=ours, now=now)
    _write_alike(alive)
    return {one.id: standing(facts[one.id]) for one in alive}


def _facts(session: Session, conversations: Iterable[Conversation]) -> defaultdict[int, list[Fact]]:
    """The messages of each conversation, oldest first."""
    found: defaultdict[int, list[Fact]] = defaultdict(list)
    for row in session.execute(_FACTS, {"ids": [one.id for one in conversations]}):
        found[row[1]].append(Fact._make(row))
    for facts in found.values():
        facts.sort(key=lambda fact: (fact.received_at, fact.fingerprint))
    return found


def _shown(facts: Sequence[Fact]) -> Fact:
    """The newest message of a customer, or what comes nearest to it."""
    return (
        next((fact for fact in reversed(facts) if fact.is_from_outside), None)
        or next((fact for fact in reversed(facts) if fact.is_inbound), None)
        or facts[-1]
    )


def _asking(facts: Sequence[Fact], ours: Ours) -> Fact:
    """The message that tells who the contact is."""
    return (
        next((fact for fact in facts if fact.is_from_outside and fact.sender not in ours.addresses), None)
        or next((fact for fact in facts if fact.is_from_outside), None)
        or next((fact for fact in facts if fact.is_inbound), None)
        or facts[0]
    )


def _details(session: Session, ids: Collection[int]) -> dict[int, Detail]:
    return {row[0]: Detail._make(row) for row in session.execute(_DETAILS, {"ids": list(ids)})}


def _owners(session: Session, firsts: Sequence[Fact], details: Mapping[int, Detail], ours: Ours) -> dict[int, int]:
    """By message, the mailbox that owns it: named first in To, then in Cc, then the one that had it first."""
    holders: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for message_id, mailbox_id, received_at in session.execute(_HOLDERS, {"ids": [one.id for one in firsts]}):
        holders[message_id].append((received_at, mailbox_id))
    owners = {}
    for message_id, held in holders.items():
        recipients = details[message_id].recipients
        named = [ours.mailbox_ids.get(address) for kind in ("to", "cc") for _, address in recipients.get(kind, ())]
        having = {mailbox_id for _, mailbox_id in held}
        owners[message_id] = next((one for one in named if one in having), None) or min(held)[1]
    return owners


def _summarise(one: Conversation, facts: Sequence[Fact], newest: Detail, shown: Fact) -> None:
    first, last = facts[0], facts[-1]
    inbound = [fact.received_at for fact in facts if fact.is_inbound]
    outbound = [fact.received_at for fact in facts if not fact.is_inbound]
    one.subject = first.subject
    one.subject_changed = _has_changed(facts)
    one.origin = first.mail_class if first.mail_class in (_HUMAN, MailClass.BULK) else MailClass.AUTOMATED.value
    one.message_count = len(facts)
    one.first_message_at, one.last_message_at = first.received_at, last.received_at
    one.last_inbound_at, one.last_outbound_at = max(inbound, default=None), max(outbound, default=None)
    one.preview = gist(newest.visible_text)
    one.preview_from = newest.sender_name or shown.sender


def _write_alike(conversations: Iterable[Conversation]) -> None:
    """Have the same columns of all of them written, so that it takes one statement."""
    for one in conversations:
        for name in _WRITTEN & vars(one).keys():
            flag_modified(one, name)


def _has_changed(facts: Sequence[Fact]) -> bool:
    """Whether people write about something that the first subject does not say."""
    said = {fact.subject for fact in facts if fact.mail_class == _HUMAN}
    if said <= {facts[0].subject}:
        return False
    matter = subjects.normalise(facts[0].subject)
    others = {subjects.normalise(subject) for subject in said} - {""}
    return bool(matter) and any(matter not in other and other not in matter for other in others)


def _set_contacts(
    session: Session, conversations: Iterable[Conversation], asking: Mapping[int, Fact],
    details: Mapping[int, Detail], *, ours: Ours, now: datetime,
) -> None:  # fmt: skip
    """Who a conversation is about, as long as neither staff nor what it follows has decided that."""
    open_ = [one for one in conversations if not one.is_quarantined and not (one.has_human_act and one.contact_id)]
    copied = _copied(session, open_)
    undecided = [one for one in open_ if not (one.id in copied and one.contact_id)]
    people = {one.id: _contact(asking[one.id], details[asking[one.id].id], ours) for one in undecided}
    names = dict(person for person in people.values() if person)
    if not undecided:
        return
    ids = contacts.ensure(session, undecided[0].organization_id, names, now=now)
    for one in undecided:
        person = people[one.id]
        one.contact_id = ids[person[0]] if person else None


def _copied(session: Session, conversations: Iterable[Conversation]) -> set[int]:
    """Those of the conversations that follow another one."""
    return set(session.scalars(_COPIED, {"ids": [one.id for one in conversations]}))


def _contact(fact: Fact, detail: Detail, ours: Ours) -> tuple[str, str] | None:
    """The outside address that a message comes from or goes to, and its name."""
    if fact.is_inbound and fact.sender and fact.sender not in ours.addresses:
        return fact.sender, detail.sender_name
    kinds = ("reply_to",) if fact.is_inbound else ("to", "cc")
    named = ((address, name) for kind in kinds for name, address in detail.recipients.get(kind, ()))
    return next(((address, name) for address, name in named if address not in ours.addresses), None)


_ids: BindParameter[list[int]] = bindparam("ids", expanding=True)
_FACTS = select(
    _message.id, _message.conversation_id, _message.fingerprint, _message.direction, _message.mail_class,
    _message.asks, _message.sender_address, _message.subject, _message.received_at,
).where(_message.conversation_id.in_(_ids))  # fmt: skip
_DETAILS = select(_message.id, _message.sender_name, _message.visible_text, _message.recipients).where(
    _message.id.in_(_ids)
)
_HOLDERS = select(_delivery.message_id, _delivery.mailbox_id, _delivery.received_at).where(
    _delivery.message_id.in_(_ids)
)
_COPIED = select(_link.conversation_id).where(_link.conversation_id.in_(_ids), _link.kind == LinkKind.FOLLOWS)
