"""Conversations as matching sees them: with their heirs, successors, people, and the suggestions that still wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from inbox.letters import BOUNCES
from inbox.lifecycle import AUTOMATIC
from inbox.matching import Matter, Member, Tie, Web
from inbox.models import (
    ContactIdentity,
    Conversation,
    ConversationLink,
    LinkKind,
    Message,
    Participant,
    SuggestedLink,
    SuggestionKind,
    SuggestionState,
)


class _Waiting(NamedTuple):
    """An open suggestion that only waits for its sender to take part."""

    stored: SuggestedLink
    sender: str
    mail_class: str
    since: datetime
    target_since: datetime


@dataclass(slots=True)
class _Reached:
    """Everything that some conversations lead to."""

    conversations: dict[int, Conversation] = field(default_factory=dict)
    followers: dict[int, int] = field(default_factory=dict)
    """The newest conversation that follows one, by its id."""
    suggestions: dict[int, _Waiting] = field(default_factory=dict)

    def ids(self) -> set[int]:
        heirs = {one.merged_into_id for one in self.conversations.values() if one.merged_into_id is not None}
        ends = {end for one in self.suggestions.values() for end in (one.stored.conversation_id, one.stored.target_id)}
        return {*heirs, *ends, *self.followers.values()}


def read(
    session: Session, organization_id: int, team_id: int, ids: Collection[int], *, ours: frozenset[str],
    window: timedelta,
) -> Web:  # fmt: skip
    """A web of some conversations of a team and of all that they lead to, locked. Quarantined ones stay out of it."""
    reached = _reach(session, organization_id, team_id, ids)
    matters = _matters(reached.conversations)
    present = _present(session, matters)
    for conversation_id, addresses in present.items():
        matters[conversation_id].people |= addresses
    for old, new in sorted(reached.followers.items()):
        _link(matters, old, new)
    web = Web(ours=ours, window=window, matters=matters, present=present)
    web.waiting = [tie for one in reached.suggestions.values() for tie in _ties(one, matters)]
    return web


def learn_aliases(session: Session, web: Web, organization_id: int, senders: Iterable[str]) -> None:
    """Learn all addresses of the contacts who sent something, also of those whose ties wait."""
    asked = {*senders, *(tie.source.sender for tie in web.waiting)} - web.ours
    found: defaultdict[str, set[str]] = defaultdict(set)
    for address, alias in session.execute(_ALIASES, {"organization": organization_id, "senders": list(asked)}):
        found[address].add(alias)
    web.aliases = {address: frozenset(others) for address, others in found.items()}


def _reach(session: Session, organization_id: int, team_id: int, ids: Collection[int]) -> _Reached:
    reached, asked, missing = _Reached(), set[int](), set(ids)
    while missing:
        values = {"organization": organization_id, "team": team_id, "ids": list(missing)}
        reached.conversations |= {one.id: one for one in session.scalars(_CONVERSATIONS, values)}
        reached.followers |= {row[0]: row[1] for row in session.execute(_FOLLOWERS, values)}
        reached.suggestions |= {row[0].id: _Waiting._make(row) for row in session.execute(_SUGGESTIONS, values)}
        asked |= missing
        missing = reached.ids() - asked
    return reached


def _matters(conversations: Mapping[int, Conversation]) -> dict[int, Matter]:
    matters = {
        one.id: _matter(one) for one in conversations.values() if one.merged_into_id is None and not one.is_quarantined
    }
    for one in conversations.values():
        heir = one
        while heir.merged_into_id is not None:
            heir = conversations[heir.merged_into_id]
        if heir.id in matters:
            matters[one.id] = matters[heir.id]
    return matters


def _matter(one: Conversation) -> Matter:
    is_past = one.is_closed and one.status_reason != AUTOMATIC
    has_asked = one.last_inbound_at is not None and not one.has_human_act
    return Matter(
        conversations=[one], is_acted_on=one.has_human_act, closed_at=one.closed_at if is_past else None,
        asked_at=one.first_message_at if has_asked else None,
    )  # fmt: skip


def _present(session: Session, ids: Iterable[int]) -> dict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for conversation_id, address in session.execute(_PARTICIPANTS, {"ids": list(ids)}):
        found[conversation_id].add(address)
    return found


def _link(matters: Mapping[int, Matter], old: int, new: int) -> None:
    """Let the one that follows know whom it follows, and whoever took part there."""
    is_alive = old in matters and new in matters and matters[old].conversations[0].id == old
    if is_alive and matters[old] is not matters[new]:
        matters[old].successor, matters[new].follows = matters[new], matters[old]
        matters[new].inherited |= matters[old].people | matters[old].inherited


def _ties(one: _Waiting, matters: Mapping[int, Matter]) -> Iterable[Tie]:
    source, target = matters.get(one.stored.conversation_id), matters.get(one.stored.target_id)
    if source is not None and target is not None and source is not target:
        is_bounce, named = one.mail_class in BOUNCES, one.stored.target_message_id
        yield Tie(
            source=Member(source, one.sender, one.since, one.since, is_bounce, one.stored.message_id),
            target=Member(target, "", one.target_since, one.target_since, message_id=named),
            suggestion=one.stored,
        )


_ids: BindParameter[list[int]] = bindparam("ids", expanding=True)
_CONVERSATIONS = (
    select(Conversation)
    .where(
        Conversation.id.in_(_ids),
        Conversation.organization_id == bindparam("organization"),
        Conversation.team_id == bindparam("team"),
    )
    .order_by(Conversation.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_FOLLOWERS = (
    select(ConversationLink.other_id, ConversationLink.conversation_id)
    .where(ConversationLink.other_id.in_(_ids), ConversationLink.kind == LinkKind.FOLLOWS)
    .order_by(ConversationLink.conversation_id)
)
_source, _target = aliased(Message), aliased(Message)
_SUGGESTIONS = (
    select(SuggestedLink, _source.sender_address, _source.mail_class, _source.received_at, _target.received_at)
    .join(_source, _source.id == SuggestedLink.message_id)
    .join(_target, _target.id == SuggestedLink.target_message_id)
    .where(
        or_(SuggestedLink.conversation_id.in_(_ids), SuggestedLink.target_id.in_(_ids)),
        SuggestedLink.state == SuggestionState.OPEN,
        SuggestedLink.kind == SuggestionKind.STRANGER,
    )
    .order_by(SuggestedLink.id)
)
_PARTICIPANTS = select(Participant.conversation_id, Participant.address).where(Participant.conversation_id.in_(_ids))
_one, _other = aliased(ContactIdentity), aliased(ContactIdentity)
_ALIASES = (
    select(_one.value, _other.value)
    .join(_other, _other.contact_id == _one.contact_id)
    .where(
        _one.organization_id == bindparam("organization"),
        _one.kind == "email",
        _one.value.in_(bindparam("senders", expanding=True)),
        _other.kind == "email",
        _other.id != _one.id,
    )
)
