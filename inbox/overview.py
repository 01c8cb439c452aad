"""A conversation at a glance: what stands at the head of its card, its tags and its notes, read as columns."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from inbox import article_suggestions, leaving, model_servers, readings
from inbox.access import Viewer, team_ids_of
from inbox.article_suggestions import Suggested
from inbox.errors import NotFound
from inbox.leaving import Leaving
from inbox.models import (
    Category,
    Contact,
    ContactIdentity,
    Conversation,
    ConversationTag,
    Mailbox,
    MailboxState,
    Note,
    Organization,
    Person,
    Priority,
    Status,
    Tag,
    Team,
)
from inbox.paging import BEGINNING, Cursor, Page, Slice, in_turn, read
from inbox.readings import Read
from inbox.translation import N_

_conversation = Conversation.__table__.c
_mailbox = Mailbox.__table__.c
_person = Person.__table__.c
_note = Note.__table__.c


class Head(NamedTuple):
    """What one must know of a conversation before anything else."""

    id: int
    organization_id: int
    version: int
    subject: str
    status: Status
    status_reason: str
    priority: Priority
    snoozed_until: datetime | None
    origin: str
    is_quarantined: bool
    merged_into_id: int | None
    subject_changed: bool
    message_count: int
    last_message_at: datetime
    last_inbound_at: datetime | None
    assignee_id: int | None
    assignee: str | None
    category_id: int | None
    category: str | None
    contact_id: int | None
    contact: str | None
    contact_address: str | None
    team_id: int
    team: str
    mailbox_id: int
    mailbox: str
    mailbox_address: str
    mailbox_provider: str
    mailbox_state: MailboxState
    mailbox_synced_at: datetime | None
    crossed_at: datetime | None
    due_at: datetime | None
    due_kind: str
    rules_held_until: datetime | None
    rules_held_why: str
    has_insights: bool
    has_copilot: bool
    """Whether its mailbox has anybody who writes."""
    articles: tuple[Suggested, ...]
    """What may help, best first."""
    leaving: tuple[Leaving, ...]
    """Replies that are on their way, or that failed."""
    found: tuple[Read, ...]
    """What models found in its mail, the newest first."""
    tags: tuple[str, ...]
    """Their names, in order."""


class Noted(NamedTuple):
    """A note as a card shows it."""

    id: int
    author_id: int | None
    """None: a rule left it, whose name stands in the author's place."""
    author: str
    text: str
    created_at: datetime
    edited_at: datetime | None

    @property
    def place(self) -> Cursor:
        return Cursor(self.created_at, self.id)


def head(session: Session, viewer: Viewer, conversation_id: int) -> Head:
    """A conversation that the viewer may see; a merged one leads to its heir."""
    teams = team_ids_of(session, viewer)
    row = session.execute(_HEAD, {"conversation": conversation_id, "teams": teams}).one_or_none()
    if row is None:
        raise NotFound(N_("This conversation does not exist, or you have no access to it."))
    articles = article_suggestions.read(row[-4])
    found = Head._make((*row[:-4], articles, leaving.read(row[-3]), readings.read(row[-2]), _separate(row[-1])))
    return head(session, viewer, found.merged_into_id) if found.merged_into_id is not None else found


def notes(session: Session, conversation_id: int, part: Slice = BEGINNING, *, limit: int) -> Page[Noted]:
    """One page of a conversation's notes, newest first."""
    return read(session, _noted(part.turn), {"conversation": conversation_id}, Noted._make, part, limit)


def own_note(session: Session, viewer: Viewer, conversation_id: int, note_id: int) -> Noted:
    """A note that the viewer wrote on a conversation."""
    query = _NOTED.where(_note.id == note_id, _note.author_id == viewer.person_id)
    row = session.execute(query, {"conversation": conversation_id}).one_or_none()
    if row is None:
        raise NotFound(N_("This note does not exist any more."))
    return Noted._make(row)


def _separate(names: str | None) -> tuple[str, ...]:
    return tuple(sorted(names.split(_BREAK), key=str.casefold)) if names else ()


_BREAK = "\x1f"
"""Stands between names that the database strings together; no name holds it."""
_first_address = (
    select(ContactIdentity.__table__.c.value)
    .where(ContactIdentity.__table__.c.contact_id == _conversation.contact_id)
    .order_by(ContactIdentity.__table__.c.id)
    .limit(1)
    .scalar_subquery()
)
_tags = (
    select(func.aggregate_strings(Tag.__table__.c.name, _BREAK))
    .join(ConversationTag.__table__, ConversationTag.__table__.c.tag_id == Tag.__table__.c.id)
    .where(ConversationTag.__table__.c.conversation_id == _conversation.id)
    .scalar_subquery()
)
_wants_insights = (
    select(Organization.has_insights).where(Organization.id == _conversation.organization_id).scalar_subquery()
)
_wants_copilot = (
    select(
        func.coalesce(
            _mailbox.settings["copilot"].as_string(), Organization.__table__.c.settings["copilot"].as_string(), ""
        ) != model_servers.NONE
    )
    .where(Organization.id == _conversation.organization_id)
    .scalar_subquery()
)  # fmt: skip
_HEAD = (
    select(
        _conversation.id, _conversation.organization_id, _conversation.version, _conversation.subject,
        _conversation.status, _conversation.status_reason, _conversation.priority, _conversation.snoozed_until,
        _conversation.origin, _conversation.is_quarantined, _conversation.merged_into_id,
        _conversation.subject_changed, _conversation.message_count, _conversation.last_message_at,
        _conversation.last_inbound_at, _conversation.assignee_id, _person.name, _conversation.category_id,
        Category.__table__.c.name, _conversation.contact_id, Contact.__table__.c.name, _first_address,
        _conversation.team_id, Team.__table__.c.name, _conversation.mailbox_id, _mailbox.name, _mailbox.address,
        _mailbox.provider, _mailbox.state, _mailbox.synced_at, _conversation.crossed_at, _conversation.due_at,
        _conversation.due_kind, _conversation.rules_held_until, _conversation.rules_held_why,
        _wants_insights, _wants_copilot,
        article_suggestions.column(_conversation.id, _conversation.team_id), leaving.column(_conversation.id),
        readings.column(_conversation.id), _tags,
    )
    .select_from(Conversation.__table__)
    .join(Team.__table__, Team.__table__.c.id == _conversation.team_id)
    .join(Mailbox.__table__, _mailbox.id == _conversation.mailbox_id)
    .outerjoin(Person.__table__, _person.id == _conversation.assignee_id)
    .outerjoin(Category.__table__, Category.__table__.c.id == _conversation.category_id)
    .outerjoin(Contact.__table__, Contact.__table__.c.id == _conversation.contact_id)
    .where(
        _conversation.id == bindparam("conversation"),
        _conversation.team_id.in_(bindparam("teams", expanding=True)),
    )
)  # fmt: skip
_NOTED = (
    select(
        _note.id, _note.author_id, func.coalesce(_person.name, _note.rule), _note.text, _note.created_at,
        _note.edited_at,
    )
    .outerjoin(Person.__table__, _person.id == _note.author_id)
    .where(_note.conversation_id == bindparam("conversation"), _note.deleted_at.is_(None))
)  # fmt: skip


@lru_cache
def _noted(turn: str) -> Select[Any]:
    return in_turn(_NOTED, turn, _note.created_at, _note.id).limit(bindparam("limit"))
