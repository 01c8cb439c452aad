"""Making one conversation of several that mail showed to be one, and moving what belongs to a conversation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from inbox import copilot, events, lifecycle, reopening
from inbox.events import Actor
from inbox.matching import Web, root
from inbox.models import (
    Conversation,
    ConversationLink,
    ConversationTag,
    Event,
    EventKind,
    Finding,
    LinkKind,
    Message,
    Outgoing,
    Participant,
    SuggestedLink,
    SuggestionState,
)
from inbox.tables import table

_OF_MESSAGES = (
    EventKind.RECEIVED, EventKind.SENT, EventKind.RECORDED, EventKind.BOUNCED, EventKind.ALSO_RECEIVED,
    EventKind.MAIL_DELETED, EventKind.TRIAGED,
)  # fmt: skip
"""Events that tell of a message and go where it goes."""
_OF_CONVERSATIONS = (EventKind.CREATED, EventKind.LINK_SUGGESTED)
"""Events that only mean something where they happened."""


def settle(session: Session, web: Web, *, by: Actor) -> list[Conversation]:
    """Join what matching found to be one. Says which conversations have changed by it."""
    changed = []
    for matter in {root(one) for one in web.matters.values()}:
        heir, *gone = matter.conversations
        if gone:
            if any(one.is_open for one in gone) and not heir.is_open and not reopening.is_untouched(heir):
                lifecycle.open_(session, heir, by=by, at=max(one.last_message_at for one in gone if one.is_open))
            absorb(session, heir, gone, by=by)
            add_people(session, heir.id, matter.people)
            web.present[heir.id] = set(matter.people)
            changed.append(heir)
    return changed


def absorb(session: Session, heir: Conversation, gone: Sequence[Conversation], *, by: Actor) -> None:
    """Let one conversation take in others that nobody acted on: their messages, their history, and what is set."""
    moves = [{"heir": heir.id, "gone": one.id} for one in gone]
    _move_all(session, Message, moves)
    _move_all(session, Finding, moves)
    _move_all(session, Outgoing, moves)
    _move_all(session, Event, moves, *(Event.kind != kind for kind in _OF_CONVERSATIONS))
    move_suggestions(session, heir.id, [one.id for one in gone], by=by)
    move_links(session, heir.id, [one.id for one in gone])
    add_tags(session, heir.id, _tags(session, [one.id for one in gone]))
    for one in gone:
        _inherit(heir, one)
        one.merged_into_id, one.is_listed = heir.id, False
        events.record(session, heir, EventKind.JOINED, by=by, joined=one.id)


def _move_all(
    session: Session,
    model: type[Message | Finding | Event | Outgoing],
    moves: list[dict[str, int]],
    *conditions: ColumnElement[bool],
) -> None:
    rows = table(model)
    query = update(rows).where(rows.c.conversation_id == bindparam("gone"), *conditions)
    session.execute(query.values(conversation_id=bindparam("heir")), moves)


def move_messages(session: Session, message_ids: Collection[int], *, source: int, target: int) -> None:
    """Take messages, and the events that tell of them, from one conversation to another."""
    session.execute(
        update(Message)
        .where(Message.id.in_(message_ids), Message.conversation_id == source)
        .values(conversation_id=target)
    )
    session.execute(update(Finding).where(Finding.message_id.in_(message_ids)).values(conversation_id=target))
    session.execute(
        update(Event)
        .where(Event.conversation_id == source, Event.message_id.in_(message_ids), Event.kind.in_(_OF_MESSAGES))
        .values(conversation_id=target)
    )
    copilot.letters_moved(session, source)


def move_suggestions(session: Session, heir: int, gone: Collection[int], *, by: Actor) -> None:
    """Suggestions follow; those between conversations that are one now are settled."""
    query = select(SuggestedLink).where(or_(SuggestedLink.conversation_id.in_(gone), SuggestedLink.target_id.in_(gone)))
    for one in session.scalars(query):
        one.conversation_id = heir if one.conversation_id in gone else one.conversation_id
        one.target_id = heir if one.target_id in gone else one.target_id
        if one.conversation_id == one.target_id and one.state is SuggestionState.OPEN:
            one.state, one.decided_at, one.decided_by_id = SuggestionState.ACCEPTED, by.now, by.person_id


def follow_messages(session: Session, message_ids: Collection[int], conversation_id: int) -> None:
    """Let suggestions say where the messages that they speak of are, after these were moved."""
    query = update(SuggestedLink).where(SuggestedLink.state == SuggestionState.OPEN)
    session.execute(query.where(SuggestedLink.message_id.in_(message_ids)).values(conversation_id=conversation_id))
    session.execute(query.where(SuggestedLink.target_message_id.in_(message_ids)).values(target_id=conversation_id))


def move_links(session: Session, heir: int, gone: Collection[int]) -> None:
    """Links follow; none leads from a conversation to itself, none is there twice."""
    either = or_(ConversationLink.conversation_id.in_({*gone, heir}), ConversationLink.other_id.in_({*gone, heir}))
    links = session.scalars(select(ConversationLink).where(either).order_by(ConversationLink.id)).all()
    present = {_ends(one) for one in links if not {one.conversation_id, one.other_id} & set(gone)}
    for one in links:
        if {one.conversation_id, one.other_id} & set(gone):
            first, second = (heir if end in gone else end for end in (one.conversation_id, one.other_id))
            ends = sibling_ends(first, second) if one.kind is LinkKind.SIBLING else (first, second)
            if first == second or (one.kind, *ends) in present:
                session.delete(one)
            else:
                one.conversation_id, one.other_id = ends
                present.add((one.kind, *ends))


def sibling_ends(one: int, other: int) -> tuple[int, int]:
    """Siblings are linked once: from the lower number to the higher."""
    return min(one, other), max(one, other)


def add_tags(session: Session, conversation_id: int, tag_ids: Iterable[int]) -> list[int]:
    """Put tags on that are not there yet, without an event for each. Says which."""
    missing = sorted(set(tag_ids) - set(_tags(session, [conversation_id])))
    session.add_all(ConversationTag(conversation_id=conversation_id, tag_id=tag_id) for tag_id in missing)
    return missing


def add_people(session: Session, conversation_id: int, addresses: Iterable[str]) -> None:
    """Let addresses take part that do not yet."""
    query = select(Participant.address).where(Participant.conversation_id == conversation_id)
    missing = sorted(set(addresses) - set(session.scalars(query)))
    if missing:
        session.execute(
            insert(table(Participant)),
            [{"conversation_id": conversation_id, "address": address} for address in missing],
        )


def reset_people(session: Session, conversation_ids: Collection[int]) -> None:
    """Make those take part who do by the messages that a conversation has now."""
    session.execute(delete(Participant).where(Participant.conversation_id.in_(conversation_ids)))
    query = select(Message.conversation_id, Message.sender_address, Message.recipients)
    query = query.where(Message.conversation_id.in_(conversation_ids))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for conversation_id, sender, recipients in session.execute(query):
        found[conversation_id] |= people(sender, recipients)
    for conversation_id, addresses in found.items():
        add_people(session, conversation_id, addresses)


def people(sender: str, recipients: Mapping[str, Any]) -> set[str]:
    """Addresses on From, To and Cc of a stored message."""
    return {sender, *(address for kind in ("to", "cc") for _, address in recipients.get(kind, ()))} - {""}


def _tags(session: Session, conversation_ids: Collection[int]) -> list[int]:
    query = select(ConversationTag.tag_id).where(ConversationTag.conversation_id.in_(conversation_ids))
    return list(session.scalars(query))


def _inherit(heir: Conversation, gone: Conversation) -> None:
    """What a rule had set on the one that goes, where the other has nothing of its own."""
    heir.category_id = heir.category_id or gone.category_id
    heir.assignee_id = heir.assignee_id or gone.assignee_id


def _ends(one: ConversationLink) -> tuple[LinkKind, int, int]:
    return one.kind, one.conversation_id, one.other_id
