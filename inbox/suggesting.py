"""What matching found and did not join: suggestions for staff, successors of closed conversations, siblings."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from inbox import events, joining
from inbox.events import Actor
from inbox.matching import Matter, Tie, Web, root
from inbox.models import (
    Conversation,
    ConversationLink,
    EventKind,
    LinkKind,
    Merge,
    Message,
    SuggestedLink,
    SuggestionKind,
    SuggestionState,
)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What needs no new suggestion."""

    pairs: set[frozenset[int]]
    """Conversations that staff keep apart, or are asked about already."""
    messages: set[tuple[int, int]]


def suggest(session: Session, web: Web, *, by: Actor) -> None:
    """Store the ties that await a person: one for each sender and pair of conversations, none that was decided."""
    stored = {_described(tie) for tie in web.waiting if tie.suggestion is not None}
    strangers = {described: tie for tie in reversed(web.waiting) if (described := _described(tie)) not in stored}
    bridges = {frozenset(_conversations(tie)): tie for tie in web.barred}
    wanted = [
        *((SuggestionKind.STRANGER, tie) for tie in strangers.values() if tie.suggestion is None),
        *((SuggestionKind.BRIDGE, tie) for tie in bridges.values()),
    ]
    wanted = [(kind, tie) for kind, tie in wanted if len(set(_conversations(tie))) == 2]
    if wanted:
        decided = _decided(session, {one.id for _, tie in wanted for one in _conversations(tie)})
        for kind, tie in wanted:
            _suggest(session, kind, tie, decided, by=by)


def follow(session: Session, successions: Iterable[tuple[Matter, Matter]], *, by: Actor) -> None:
    """Link what was started anew to what was closed too long ago, and take over whom and what it is about."""
    for old, new in successions:
        before, after = root(old).conversations[0], root(new).conversations[0]
        if before is not after:
            session.add(_link(after, before.id, LinkKind.FOLLOWS, by=by))
            after.contact_id = after.contact_id or before.contact_id
            after.category_id = after.category_id or before.category_id
            after.priority = before.priority


def add_siblings(session: Session, pairs: Iterable[tuple[Conversation, int]], *, by: Actor) -> None:
    """Link conversations of several teams that received the same mail."""
    wanted = {joining.sibling_ends(one.id, other): one for one, other in pairs}
    if not wanted:
        return
    query = select(ConversationLink.conversation_id, ConversationLink.other_id).where(
        ConversationLink.kind == LinkKind.SIBLING,
        ConversationLink.conversation_id.in_([ends[0] for ends in wanted]),
    )
    present = {(row[0], row[1]) for row in session.execute(query)}
    for ends, one in wanted.items():
        if ends not in present:
            link = _link(one, ends[1], LinkKind.SIBLING, by=by)
            link.conversation_id = ends[0]
            session.add(link)


def _suggest(session: Session, kind: SuggestionKind, tie: Tie, decided: _Decided, *, by: Actor) -> None:
    source, target = _conversations(tie)
    message_id = tie.source.message_id or _first_message(session, source)
    target_message_id = tie.target.message_id or _first_message(session, target)
    if frozenset((source.id, target.id)) in decided.pairs or (message_id, target_message_id) in decided.messages:
        return
    decided.messages.add((message_id, target_message_id))
    session.add(
        SuggestedLink(
            organization_id=source.organization_id, kind=kind, conversation_id=source.id, message_id=message_id,
            target_id=target.id, target_message_id=target_message_id, created_at=by.now,
        )
    )  # fmt: skip
    for one, other in ((source, target), (target, source)):
        events.record(session, one, EventKind.LINK_SUGGESTED, by=by, message_id=message_id, other=other.id)


def _described(tie: Tie) -> tuple[str, Conversation, Conversation]:
    return (tie.source.sender, *_conversations(tie))


def _conversations(tie: Tie) -> tuple[Conversation, Conversation]:
    return root(tie.source.matter).conversations[0], root(tie.target.matter).conversations[0]


def _decided(session: Session, ids: Collection[int]) -> _Decided:
    decided = _Decided(set(), set())
    suggested = select(SuggestedLink).where(
        or_(SuggestedLink.conversation_id.in_(ids), SuggestedLink.target_id.in_(ids))
    )
    for one in session.scalars(suggested):
        decided.messages.add((one.message_id, one.target_message_id))
        if one.state is not SuggestionState.OPEN or one.kind is SuggestionKind.BRIDGE:
            decided.pairs.add(frozenset((one.conversation_id, one.target_id)))
    linked = select(ConversationLink.conversation_id, ConversationLink.other_id).where(
        ConversationLink.kind.in_((LinkKind.SPLIT_FROM, LinkKind.FOLLOWS)),
        or_(ConversationLink.conversation_id.in_(ids), ConversationLink.other_id.in_(ids)),
    )
    unmerged = select(Merge.source_id, Merge.target_id).where(
        Merge.undone_at.is_not(None), or_(Merge.source_id.in_(ids), Merge.target_id.in_(ids))
    )
    for query in (linked, unmerged):
        decided.pairs.update(frozenset((row[0], row[1])) for row in session.execute(query))
    return decided


def _first_message(session: Session, conversation: Conversation) -> int:
    """Of a tie that names no message, only a conversation."""
    query = select(func.min(Message.id)).where(Message.conversation_id == conversation.id)
    return session.scalars(query).one()


def _link(one: Conversation, other_id: int, kind: LinkKind, *, by: Actor) -> ConversationLink:
    return ConversationLink(
        organization_id=one.organization_id, conversation_id=one.id, other_id=other_id, kind=kind, created_at=by.now
    )
