"""What the provider takes for spam: kept out of sight, shown in a list of its own, and let out when it is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import (
    bounces,
    deriving,
    events,
    joining,
    letters,
    matching,
    neighbourhood,
    receipts,
    reopening,
    restoring,
    suggesting,
    telling,
    triage,
)
from inbox.events import Actor
from inbox.letters import Recipient
from inbox.lifecycle import AUTOMATIC
from inbox.mail.classification import MailClass
from inbox.matching import Clues, Member
from inbox.models import (
    Conversation,
    ConversationLink,
    Delivery,
    Direction,
    Disposition,
    Event,
    EventKind,
    LinkKind,
    Mailbox,
    Message,
    Status,
)
from inbox.ours import Ours


def hide(session: Session, conversation: Conversation, *, by: Actor) -> None:
    """Keep a conversation out of sight. Twice is no news."""
    if not conversation.is_quarantined:
        conversation.is_quarantined, conversation.is_listed = True, False
        events.record(session, conversation, EventKind.QUARANTINED, by=by)


def release(session: Session, conversation: Conversation, *, by: Actor) -> Conversation:
    """This is no spam: treat its mail like any other, and say in which conversation that is now. Twice is no news."""
    if not conversation.is_quarantined:
        return conversation
    query = select(Message).where(Message.conversation_id == conversation.id)
    messages = session.scalars(query.order_by(Message.received_at, Message.id)).all()
    is_fresh = reopening.is_untouched(conversation)
    conversation.is_quarantined, conversation.is_listed = False, True
    if is_fresh:  # what it asks for is seen where it ends up
        conversation.status, conversation.status_reason = Status.CLOSED, AUTOMATIC
    session.flush()
    ours = _place(session, conversation, messages, by=by)
    bounces.note_released(session, [one.id for one in messages])
    heir = _heir(session, conversation)
    if heir is conversation:
        standing = deriving.refresh(session, [heir], ours=ours, now=by.now)[heir.id]
        if is_fresh:
            reopening.begin(heir, standing)
        _tell(session, heir, messages, by=by)
    else:
        _add(session, heir, messages, ours=ours, by=by)
    _accept(session, messages)
    _let_be_read(session, heir, messages, by=by)
    events.record(session, heir, EventKind.RELEASED, by=by)
    return heir


def _place(session: Session, conversation: Conversation, messages: Sequence[Message], *, by: Actor) -> Ours:
    """Find where its messages lead, for each mailbox that has them."""
    listed: defaultdict[int, list[Delivery]] = defaultdict(list)
    ids = [one.id for one in messages]
    for one in session.scalars(select(Delivery).where(Delivery.message_id.in_(ids)).order_by(Delivery.received_at)):
        listed[one.mailbox_id].append(one)
    for mailbox_id, deliveries in listed.items():
        to = letters.recipient(session, session.get_one(Mailbox, mailbox_id), now=by.now)
        _match(session, to, conversation, restoring.clues(session, to, messages, deliveries), by=by)
    suggesting.add_siblings(session, restoring.siblings(session, _heir(session, conversation), messages), by=by)
    return letters.recipient(session, session.get_one(Mailbox, conversation.mailbox_id), now=by.now).ours


def _match(
    session: Session, to: Recipient, conversation: Conversation, clues: Sequence[tuple[int, Clues]], *, by: Actor
) -> None:
    web = neighbourhood.read(session, to, [each for _, each in clues], include=[conversation.id]).web
    placed = set()
    for message_id, each in clues:
        member = Member(web.matters[conversation.id], each.sender, each.at, each.at, each.is_bounce, message_id)
        if message_id in placed:
            matching.appear(web, member, each)
        else:
            matching.place(web, member, each)
        placed.add(message_id)
    joining.settle(session, web, by=by)
    suggesting.follow(session, web.successions, by=by)
    suggesting.suggest(session, web, by=by)


def _heir(session: Session, conversation: Conversation) -> Conversation:
    while conversation.merged_into_id is not None:
        conversation = session.get_one(Conversation, conversation.merged_into_id)
    return conversation


def _add(session: Session, heir: Conversation, messages: Sequence[Message], *, ours: Ours, by: Actor) -> None:
    """Let a conversation that was there know what came to it."""
    is_untouched = reopening.is_untouched(heir)
    _tell(session, heir, messages, by=by)
    to = letters.recipient(session, session.get_one(Mailbox, heir.mailbox_id), now=by.now)
    for one in messages if not is_untouched else ():
        reopening.receive(session, heir, restoring.news(session, one), to=to)
    standing = deriving.refresh(session, [heir], ours=ours, now=by.now)[heir.id]
    if is_untouched:
        reopening.follow(session, heir, standing, now=by.now)


def _tell(session: Session, heir: Conversation, messages: Sequence[Message], *, by: Actor) -> None:
    """Tell what came, as if it had come now; what was told before it went into quarantine is not told again."""
    query = select(Event.kind, Event.message_id).where(Event.conversation_id == heir.id)
    told = {(row[0], row[1]) for row in session.execute(query)}
    if (EventKind.CREATED, None) not in told:
        followed = select(ConversationLink.other_id).where(
            ConversationLink.conversation_id == heir.id, ConversationLink.kind == LinkKind.FOLLOWS
        )
        telling.began(session, heir, follows=session.scalar(followed), by=by)
    for one in messages:
        seen = restoring.aspect(one)
        if (telling.kind(seen.direction, seen.mail_class), one.id) not in told:
            telling.came(
                session, heir, seen, message_id=one.id, person_id=one.person_id, mailbox_id=heir.mailbox_id,
                now=by.now,
            )  # fmt: skip


def _let_be_read(session: Session, heir: Conversation, messages: Iterable[Message], *, by: Actor) -> None:
    """Models read it now, too."""
    to = letters.recipient(session, session.get_one(Mailbox, heir.mailbox_id), now=by.now)
    mails = [
        (one.id, one.received_at)
        for one in messages
        if one.direction is Direction.INBOUND and one.mail_class == MailClass.HUMAN
    ]
    triage.enlist(session, to.mailbox, to.behaviour, mails)


def _accept(session: Session, messages: Iterable[Message]) -> None:
    """Give what was in quarantine the disposition that it would have had."""
    for one in messages:
        session.execute(
            update(Delivery)
            .where(Delivery.message_id == one.id, Delivery.disposition == Disposition.QUARANTINED)
            .values(disposition=receipts.disposition(one.mail_class), because="")
        )
