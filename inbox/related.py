"""What hangs together with a conversation: links, merges, suggestions, and what else its contact wrote about."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from inbox.access import Viewer, team_ids_of
from inbox.models import (
    Conversation,
    ConversationLink,
    Delivery,
    LinkKind,
    Mailbox,
    Merge,
    Message,
    Person,
    Status,
    SuggestedLink,
    SuggestionState,
    Team,
)
from inbox.models.base import BigInt
from inbox.overview import Head

MOST = 6
"""Of each sort, so many are read."""

_conversation = Conversation.__table__.c
_link = ConversationLink.__table__.c
_merge = Merge.__table__.c
_suggestion = SuggestedLink.__table__.c
_message = Message.__table__.c
_delivery = Delivery.__table__.c
_mailbox = Mailbox.__table__.c
_person = Person.__table__.c
_team = Team.__table__.c
_HERE: BindParameter[Any] = bindparam("conversation", type_=BigInt)
_NOBODY = cast(null(), String)


class Relation(enum.StrEnum):
    """What another conversation is to this one."""

    FOLLOWS = "follows"
    """This one follows it."""
    FOLLOWED_BY = "followed-by"
    SIBLING = "sibling"
    SPLIT_FROM = "split-from"
    """This one was split from it."""
    SPLIT_OFF = "split-off"
    MERGED = "merged"
    """It was merged into this one; `reference` is the merge."""
    SUGGESTED_HERE = "suggested-here"
    """A message over there seems to belong here; `reference` is the suggestion."""
    SUGGESTED_THERE = "suggested-there"
    """A message here seems to belong over there; `reference` is the suggestion."""
    PAST = "past"
    """From the same contact."""
    ALSO_RECEIVED = "also-received"
    """Itself; `sender` is another mailbox that got the same mail."""


_ORDER = {relation: position for position, relation in enumerate(Relation)}


class Related(NamedTuple):
    """Another conversation, and what it is to this one."""

    relation: Relation
    reference: int
    conversation_id: int
    subject: str
    status: Status
    assignee: str | None
    team_id: int
    team: str
    last_message_at: datetime
    sender: str | None
    """Of a suggestion, who wrote the message in question."""


def related(session: Session, viewer: Viewer, head: Head) -> list[Related]:
    """All that is related to a conversation, in one query. Of other teams only what is linked as a sibling."""
    teams = team_ids_of(session, viewer)
    values = {
        "conversation": head.id, "contact": head.contact_id, "mailbox": head.mailbox_id, "teams": teams, "most": MOST,
    }  # fmt: skip
    rows = [Related._make((Relation(row[0]), *row[1:])) for row in session.execute(_RELATED, values)]
    seen = [one for one in rows if one.team_id in teams or one.relation is Relation.SIBLING]
    seen.sort(key=lambda one: (_ORDER[one.relation], -one.last_message_at.timestamp()))
    return seen


def _far(relation: Relation, reference: Any, far: Any, *conditions: Any, sender: Any = _NOBODY) -> Any:
    """One sort of relation, as ids: `far` is the conversation at its other end."""
    kind = literal_column(f"'{relation.value}'", String)
    query = select(
        kind.label("relation"), reference.label("reference"), far.label("far"), sender.label("sender")
    ).where(*conditions)
    return select(query.limit(bindparam("most")).subquery())


def _linked(relation: Relation, kind: LinkKind, near: Any, far: Any) -> Any:
    return _far(relation, _link.id, far, near == _HERE, _link.kind == kind)


def _suggested(relation: Relation, near: Any, far: Any) -> Any:
    sender = func.coalesce(func.nullif(_message.sender_name, ""), _message.sender_address)
    is_open = _suggestion.state == SuggestionState.OPEN
    return _far(
        relation, _suggestion.id, far, near == _HERE, is_open, _message.id == _suggestion.message_id, sender=sender
    )


def _also_received() -> Any:
    """Mailboxes other than its own that got one of its messages."""
    mailboxes = (
        select(_delivery.mailbox_id)
        .join(Message.__table__, _message.id == _delivery.message_id)
        .where(_message.conversation_id == _HERE, _delivery.mailbox_id != bindparam("mailbox"))
        .distinct()
        .subquery()
    )
    here = _mailbox.id == mailboxes.c.mailbox_id
    return _far(Relation.ALSO_RECEIVED, _mailbox.id, cast(_HERE, BigInt), here, sender=_mailbox.name)


def _past() -> Any:
    of_contact = (
        select(_conversation.id)
        .where(
            _conversation.contact_id == bindparam("contact"), _conversation.id != _HERE,
            func.coalesce(_conversation.merged_into_id, 0) == 0,
            (_conversation.team_id + 0).in_(bindparam("teams", expanding=True)),
        )
        .order_by(_conversation.last_message_at.desc(), _conversation.id.desc())
        .limit(bindparam("most"))
        .subquery()
    )  # fmt: skip
    return _far(Relation.PAST, of_contact.c.id, of_contact.c.id)


_FAR = union_all(
    _linked(Relation.FOLLOWS, LinkKind.FOLLOWS, _link.conversation_id, _link.other_id),
    _linked(Relation.FOLLOWED_BY, LinkKind.FOLLOWS, _link.other_id, _link.conversation_id),
    _linked(Relation.SIBLING, LinkKind.SIBLING, _link.conversation_id, _link.other_id),
    _linked(Relation.SIBLING, LinkKind.SIBLING, _link.other_id, _link.conversation_id),
    _linked(Relation.SPLIT_FROM, LinkKind.SPLIT_FROM, _link.conversation_id, _link.other_id),
    _linked(Relation.SPLIT_OFF, LinkKind.SPLIT_FROM, _link.other_id, _link.conversation_id),
    _far(Relation.MERGED, _merge.id, _merge.source_id, _merge.target_id == _HERE, _merge.undone_at.is_(None)),
    _suggested(Relation.SUGGESTED_HERE, _suggestion.target_id, _suggestion.conversation_id),
    _suggested(Relation.SUGGESTED_THERE, _suggestion.conversation_id, _suggestion.target_id),
    _also_received(),
    _past(),
).subquery()
_RELATED = (
    select(
        _FAR.c.relation, _FAR.c.reference, _conversation.id, _conversation.subject, _conversation.status,
        _person.name, _conversation.team_id, _team.name, _conversation.last_message_at, _FAR.c.sender,
    )
    .select_from(_FAR)
    .join(Conversation.__table__, _conversation.id == _FAR.c.far)
    .join(Team.__table__, _team.id == _conversation.team_id)
    .outerjoin(Person.__table__, _person.id == _conversation.assignee_id)
)  # fmt: skip
