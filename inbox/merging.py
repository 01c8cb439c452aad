"""Merging two conversations, which later replies follow and which can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from inbox import assignment, belonging, deriving, events, joining, letters, lifecycle, matching, matters
from inbox.errors import Invalid, NotAllowed
from inbox.events import Actor
from inbox.letters import Recipient
from inbox.models import (
    Asks,
    Conversation,
    ConversationTag,
    Direction,
    Door,
    EventKind,
    Mailbox,
    Merge,
    Message,
    Note,
    Outgoing,
    Participant,
    Person,
    Status,
)
from inbox.translation import N_


def merge(session: Session, source: Conversation, into: Conversation, *, by: Actor) -> Merge:
    """Put one conversation into another one of the same team; nobody outside is told. Doing it twice is no news."""
    _lock(session, source, into)
    done = _done(session, source, into)
    if done is not None:
        return done
    _check(source, into)
    merged = Merge(
        organization_id=into.organization_id, source_id=source.id, target_id=into.id, at=by.now, by_id=by.person_id,
        moved=_move(session, source, into, by=by),
    )  # fmt: skip
    session.add(merged)
    source.merged_into_id, source.is_listed = into.id, False
    session.flush()
    events.record(session, source, EventKind.MERGED, by=by, into=into.id, merge=merged.id)
    events.record(session, into, EventKind.MERGED, by=by, source=source.id, merge=merged.id)
    _bring_up_to_date(session, into, by=by)
    return merged


def unmerge(session: Session, merge: Merge, *, by: Actor) -> Conversation:
    """Make them two again, and give the one that had been merged. Twice is no news.

    Mail that came meanwhile goes back with the messages that it answers; all else stays. So do notes written since.
    """
    source, target = session.get_one(Conversation, merge.source_id), session.get_one(Conversation, merge.target_id)
    if merge.undone_at is not None:
        return source
    _lock(session, source, target)
    if target.merged_into_id is not None:
        raise NotAllowed(N_("This conversation was merged into another one afterwards. Undo that merge first."))
    back = belonging.back(session, target.id, set(merge.moved["messages"]), after=merge.moved["newest"])
    if not 0 < len(back) < target.message_count:
        raise NotAllowed(N_("The messages were moved on since, so that one of the two would be left without any."))
    merge.undone_at = by.now
    source.merged_into_id, source.is_listed = None, not source.is_quarantined
    _give_back(session, merge, back)
    _restore(session, merge, source, target, by=by)
    events.record(session, source, EventKind.UNMERGED, by=by, source=source.id, into=target.id, merge=merge.id)
    events.record(session, target, EventKind.UNMERGED, by=by, source=source.id, into=target.id, merge=merge.id)
    deriving.refresh(session, [source, target], ours=recipient(session, source, by=by).ours, now=by.now)
    return source


def _lock(session: Session, source: Conversation, into: Conversation) -> None:
    query = select(Conversation).where(Conversation.id.in_((source.id, into.id))).order_by(Conversation.id)
    session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def _done(session: Session, source: Conversation, into: Conversation) -> Merge | None:
    query = select(Merge).where(Merge.source_id == source.id, Merge.target_id == into.id, Merge.undone_at.is_(None))
    return session.scalars(query).first() if source.merged_into_id == into.id else None


def _check(source: Conversation, into: Conversation) -> None:
    if source.id == into.id:
        raise Invalid(N_("A conversation cannot be merged with itself."), field="target")
    if source.organization_id != into.organization_id or source.team_id != into.team_id:
        raise NotAllowed(N_("Only conversations of the same team can be merged."))
    if source.merged_into_id is not None or into.merged_into_id is not None:
        raise NotAllowed(N_("This conversation is part of another one already."))
    if source.is_quarantined or into.is_quarantined:
        raise NotAllowed(N_("A conversation in quarantine cannot be merged. Release it first."))


def _move(session: Session, source: Conversation, into: Conversation, *, by: Actor) -> dict[str, object]:
    """Take over all that belongs to the source, and say what that was, so that it can be given back."""
    messages = list(session.scalars(select(Message.id).where(Message.conversation_id == source.id)))
    highest = session.scalar(select(func.max(Message.id)).where(Message.conversation_id.in_((source.id, into.id))))
    notes = list(session.scalars(select(Note.id).where(Note.conversation_id == source.id)))
    people = session.scalars(select(Participant.address).where(Participant.conversation_id == source.id))
    tags = session.scalars(select(ConversationTag.tag_id).where(ConversationTag.conversation_id == source.id)).all()
    joining.add_people(session, into.id, people)
    joining.move_messages(session, messages, source=source.id, target=into.id)
    session.execute(update(Note).where(Note.id.in_(notes)).values(conversation_id=into.id))
    session.execute(update(Outgoing).where(Outgoing.conversation_id == source.id).values(conversation_id=into.id))
    joining.move_suggestions(session, into.id, [source.id], by=by)
    return {
        "messages": messages, "notes": notes, "tags": joining.add_tags(session, into.id, tags), "newest": highest,
        "status": _take_over_status(session, source, into, by=by),
        "assignee": _take_over_assignee(session, source, into, by=by),
    }  # fmt: skip


def _take_over_status(session: Session, source: Conversation, into: Conversation, *, by: Actor) -> object:
    """What is open stays open. Gives what the other one was before, if that had to change."""
    if not source.is_open or into.is_open:
        return None
    before = {
        "status": into.status.value, "closed_by": into.closed_by_id,
        "closed_at": into.closed_at.isoformat() if into.closed_at else None,
        "snoozed_until": into.snoozed_until.isoformat() if into.snoozed_until else None,
    }  # fmt: skip
    lifecycle.open_(session, into, by=by)
    return before


def _take_over_assignee(session: Session, source: Conversation, into: Conversation, *, by: Actor) -> int | None:
    """Whoever has the one gets the other, where nobody has that."""
    if into.assignee_id is not None or source.assignee_id is None:
        return None
    person = session.get_one(Person, source.assignee_id)
    if not (person.active and assignment.may_be_assigned(session, into, person)):
        return None
    assignment.assign(session, into, person, by=by)
    return person.id


def _bring_up_to_date(session: Session, into: Conversation, *, by: Actor) -> None:
    """More people take part now: suggestions that only waited for that are settled."""
    to = recipient(session, into, by=by)
    web = matters.read(
        session, into.organization_id, into.team_id, [into.id], ours=to.ours.addresses,
        window=to.behaviour.reopen_window,
    )  # fmt: skip
    matters.learn_aliases(session, web, into.organization_id, ())
    matching.bind(web, ())
    joined = joining.settle(session, web, by=Actor(door=Door.SYSTEM, now=by.now))
    deriving.refresh(session, {into, *joined}, ours=to.ours, now=by.now)


def _give_back(session: Session, merge: Merge, message_ids: list[int]) -> None:
    source, target = merge.source_id, merge.target_id
    joining.move_messages(session, message_ids, source=target, target=source)
    joining.follow_messages(session, message_ids, source)
    session.execute(
        update(Note)
        .where(Note.id.in_(merge.moved["notes"]), Note.conversation_id == target)
        .values(conversation_id=source)
    )
    tags = (ConversationTag.conversation_id == target, ConversationTag.tag_id.in_(merge.moved["tags"]))
    session.execute(delete(ConversationTag).where(*tags))
    joining.reset_people(session, [source, target])


def _restore(session: Session, merge: Merge, source: Conversation, target: Conversation, *, by: Actor) -> None:
    """Give both the status they had, unless mail that came since asks for an answer."""
    asking = select(Message.conversation_id, func.max(Message.received_at)).where(
        Message.conversation_id.in_((source.id, target.id)),
        Message.id > merge.moved["newest"],
        Message.asks == Asks.ANSWER,
        Message.direction == Direction.INBOUND,
    )
    asked = {row[0]: row[1] for row in session.execute(asking.group_by(Message.conversation_id))}
    if source.id in asked and not source.is_open:
        lifecycle.open_(session, source, by=by, at=asked[source.id])
    before = merge.moved["status"]
    if before is not None and target.is_open and target.id not in asked:
        _put_back(session, target, before, by=by)
    if merge.moved["assignee"] is not None and target.assignee_id == merge.moved["assignee"]:
        assignment.assign(session, target, None, by=by)


def _put_back(session: Session, target: Conversation, before: dict[str, Any], *, by: Actor) -> None:
    if before["status"] == Status.CLOSED:
        lifecycle.close(session, target, by=by)
        target.closed_at, target.closed_by_id = _time(before["closed_at"]), before["closed_by"]
    elif (until := _time(before["snoozed_until"])) is not None and until > by.now:
        lifecycle.snooze(session, target, until, by=by)
    else:
        lifecycle.set_pending(session, target, by=by)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def recipient(session: Session, conversation: Conversation, *, by: Actor) -> Recipient:
    """The surroundings of a conversation's mailbox."""
    return letters.recipient(session, session.get_one(Mailbox, conversation.mailbox_id), now=by.now)
