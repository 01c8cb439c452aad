"""Mail that is there already and comes once more, and what newer mail adds to messages that were there before."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import reopening, telling
from inbox.letters import Letter, Recipient
from inbox.matching import root
from inbox.models import Asks, Delivery, Message
from inbox.neighbourhood import Known
from inbox.recognising import Aspect, Batch, aspect
from inbox.reopening import News
from inbox.tables import table

_message = Message.__table__.c


def tell(session: Session, batch: Batch, to: Recipient, *, untouched: set[int]) -> None:
    """Tell that other mailboxes got the same mail, and let the message show what all of them see."""
    if not batch.repeats:
        return
    told = _had(session, to, {known.id for _, known in batch.repeats})
    seen = {known.id: _aspect(known) for _, known in batch.repeats}
    for letter, known in batch.repeats:
        before, seen[known.id] = seen[known.id], seen[known.id].combined(aspect(letter))
        has_answer = _change(session, known.id, before, seen[known.id])
        if not known.is_quarantined:
            conversation = root(batch.web.matters[known.conversation_id]).conversations[0]
            if known.id not in told:
                told.add(known.id)
                telling.came_again(session, conversation, letter, message_id=known.id, to=to)
            if has_answer and conversation.id not in untouched:
                reopening.receive(session, conversation, news(letter, aspect(letter), known.id), to=to)


def news(letter: Letter, seen: Aspect, message_id: int) -> News:
    """A letter as news to its conversation."""
    return News(
        message_id=message_id, at=seen.received_at, asks=seen.asks, is_bounce=letter.is_bounce,
        is_from_outside=letter.is_from_outside, text=letter.mail.visible_text, sender_name=letter.sender.name,
        has_files=any(one.kind == "file" for one in letter.mail.attachments),
    )  # fmt: skip


def mark_reused(session: Session, batch: Batch) -> None:
    """Mark messages whose Message-ID another mail carries, too."""
    if batch.reused:
        query = update(table(Message)).where(_message.id.in_(batch.reused))
        session.execute(query.values(has_reused_id=True))


def _had(session: Session, to: Recipient, message_ids: set[int]) -> set[int]:
    """The messages that this mailbox has already."""
    query = select(Delivery.message_id).where(
        Delivery.message_id.in_(message_ids), Delivery.mailbox_id == to.mailbox.id
    )
    return {id_ for id_ in session.scalars(query) if id_ is not None}


def _aspect(known: Known) -> Aspect:
    return Aspect(known.direction, known.mail_class, "", known.asks, known.received_at)


def _change(session: Session, message_id: int, before: Aspect, after: Aspect) -> bool:
    """Let a message show what another mailbox sees of it, too. Says whether only that makes it ask for an answer."""
    if after != before:
        values = {name: value for name, value in after._asdict().items() if value != ""}
        session.execute(update(table(Message)).where(_message.id == message_id).values(values))
    return after.asks is Asks.ANSWER and before.asks is not Asks.ANSWER
