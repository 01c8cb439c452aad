"""What the provider takes for spam: kept out of sight, shown in a list of its own, and let out when it is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import (
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
)
from inbox.events import Actor
from inbox.letters import Recipient
from inbox.lifecycle import AUTOMATIC
from inbox.matching import Clues, Member
from inbox.models import Conversation, Delivery, Disposition, Event, EventKind, Mailbox, Message, Status
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
    heir = _heir(session, conversation)
    _tell(session, heir, messages, by=by, is_news=heir is not conversation and not reopening.is_untouched(heir))
    _accept(session, messages)
    standing = deriving.refresh(session, [heir], ours=ours, now=by.now)[heir.id]
    if heir is conversation and is_fresh:
        reopening.begin(heir, standing)
    elif heir is not conversation and reopening.is_untouched(heir):
        reopening.follow(session, heir, standing, now=by.now)
    events.record(session, heir, EventKind.RELEASED, by=by)
    return heir


def _place(session: Session, conversation: Conversation, messages: Sequence[Message], *, by: Actor) -> Ours:
    """Find where its messages lead, for each mailbox that has them."""
    threads: defaultdict[int, dict[int, str]] = defaultdict(dict)
    ids = [one.id for one in messages]
    for one in session.scalars(select(Delivery).where(Delivery.message_id.in_(ids)).order_by(Delivery.id)):
        assert one.message_id is not None
        threads[one.mailbox_id].setdefault(one.message_id, one.provider_thread_id)
    for mailbox_id in threads:
        to = letters.recipient(session, session.get_one(Mailbox, mailbox_id), now=by.now)
        here = [one for one in messages if one.id in threads[mailbox_id]]
        _match(session, to, conversation, restoring.clues(session, here, threads[mailbox_id]), by=by)
    suggesting.add_siblings(session, restoring.siblings(session, _heir(session, conversation), messages), by=by)
    return letters.recipient(session, session.get_one(Mailbox, conversation.mailbox_id), now=by.now).ours


def _match(
    session: Session, to: Recipient, conversation: Conversation, clues: Mapping[int, Clues], *, by: Actor
) -> None:
    web = neighbourhood.read(session, to, list(clues.values()), include=[conversation.id]).web
    for message_id, each in clues.items():
        member = Member(web.matters[conversation.id], each.sender, each.at, each.at, each.is_bounce, message_id)
        matching.place(web, member, each)
    joining.settle(session, web, by=by)
    suggesting.follow(session, web.successions, by=by)
    suggesting.suggest(session, web, by=by)


def _heir(session: Session, conversation: Conversation) -> Conversation:
    while conversation.merged_into_id is not None:
        conversation = session.get_one(Conversation, conversation.merged_into_id)
    return conversation


def _tell(
    session: Session, heir: Conversation, messages: Sequence[Message], *, by: Actor, is_news: bool
) -> None:
    """Tell what came, as if it had come now; what was told before it went into quarantine is not told again."""
    told = select(Event.dedupe_key).where(Event.organization_id == heir.organization_id)
    known = set(session.scalars(told.where(Event.dedupe_key.in_([telling.mail_key(one.id) for one in messages]))))
    mailbox = session.get_one(Mailbox, heir.mailbox_id)
    for one in messages:
        if telling.mail_key(one.id) not in known:
            telling.came(
                session, heir, restoring.aspect(one), message_id=one.id, person_id=one.person_id,
                mailbox_id=mailbox.id, now=by.now,
            )  # fmt: skip
        if is_news:
            to = letters.recipient(session, mailbox, now=by.now)
            reopening.receive(session, heir, restoring.news(session, one), to=to)


def _accept(session: Session, messages: Iterable[Message]) -> None:
    """Give what was in quarantine the disposition that it would have had."""
    for one in messages:
        session.execute(
            update(Delivery)
            .where(Delivery.message_id == one.id, Delivery.disposition == Disposition.QUARANTINED)
            .values(disposition=receipts.disposition(one.mail_class), because="")
        )
