"""What forms offer to choose from: people, tags, categories, mailboxes; and which mailboxes are behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, false, or_, select
from sqlalchemy.orm import Session

from inbox.access import Viewer, team_ids_of
from inbox.models import Category, ConversationTag, Mailbox, MailboxState, Person, Role, Tag, Team, TeamMember
from inbox.models.mailbox import PUSHES_MAY_BE_LATE

SILENT = timedelta(minutes=15)
"""A mailbox that was not read for this long may miss mail."""

_person = Person.__table__.c
_tag = Tag.__table__.c
_tagging = ConversationTag.__table__.c
_category = Category.__table__.c
_mailbox = Mailbox.__table__.c
_member = TeamMember.__table__.c


class Named(NamedTuple):
    """Something to choose, by name."""

    id: int
    name: str


class TagChoice(NamedTuple):
    """A tag, and whether the conversation has it."""

    id: int
    name: str
    is_on: bool


class Behind(NamedTuple):
    """A mailbox of which something may be missing, or comes later than it should."""

    name: str
    state: MailboxState
    reason: str
    progress: dict[str, Any]
    synced_at: datetime | None


def members(session: Session, team_id: int, *, limit: int) -> list[Named]:
    """The active members of a team, by name."""
    query = (
        select(_person.id, _person.name)
        .join(TeamMember.__table__, _member.person_id == _person.id)
        .where(_member.team_id == team_id, _person.active)
        .order_by(_person.name, _person.id)
        .limit(limit)
    )
    return [Named._make(row) for row in session.execute(query)]


def colleagues(session: Session, viewer: Viewer, *, limit: int) -> list[Named]:
    """The others in the viewer's teams, by name."""
    shared = select(_member.person_id).where(_member.team_id.in_(viewer.team_ids))
    query = select(_person.id, _person.name).where(
        _person.id.in_(shared), _person.id != viewer.person_id, _person.active, _person.role != Role.COLLABORATOR
    )
    return [Named._make(row) for row in session.execute(query.order_by(_person.name, _person.id).limit(limit))]


def people(session: Session, organization_id: int, ids: set[int]) -> list[Named]:
    """People of an organization, by name."""
    query = select(_person.id, _person.name).where(_person.organization_id == organization_id, _person.id.in_(ids))
    return [Named._make(row) for row in session.execute(query.order_by(_person.name, _person.id))]


def tags(session: Session, organization_id: int, conversation_id: int, *, limit: int) -> list[TagChoice]:
    """An organization's tags: first those that a conversation has, then the others, each by name."""
    is_on = _tagging.conversation_id.is_not(None)
    query = (
        select(_tag.id, _tag.name, is_on)
        .outerjoin(
            ConversationTag.__table__, (_tagging.tag_id == _tag.id) & (_tagging.conversation_id == conversation_id)
        )
        .where(_tag.organization_id == organization_id)
        .order_by(is_on.desc(), _tag.name)
        .limit(limit)
    )
    return [TagChoice(row[0], row[1], bool(row[2])) for row in session.execute(query)]


def tags_named_like(session: Session, organization_id: int, start: str, *, limit: int) -> list[Named]:
    """Tags whose name begins with something, whatever its case."""
    begins = _tag.name.istartswith(start, autoescape=True) if start else false()
    query = select(_tag.id, _tag.name).where(_tag.organization_id == organization_id, begins)
    return [Named._make(row) for row in session.execute(query.order_by(_tag.name).limit(limit))]


def categories(session: Session, organization_id: int, *, limit: int) -> list[Named]:
    """An organization's categories, in its own order."""
    query = select(_category.id, _category.name).where(_category.organization_id == organization_id)
    query = query.order_by(_category.position, _category.name).limit(limit)
    return [Named._make(row) for row in session.execute(query)]


def mailboxes(session: Session, viewer: Viewer, *, limit: int) -> list[Named]:
    """The mailboxes that the viewer may use, by name."""
    query = select(_mailbox.id, _mailbox.name).where(_mailbox.team_id.in_(team_ids_of(session, viewer)))
    return [Named._make(row) for row in session.execute(query.order_by(_mailbox.name).limit(limit))]


def team_name(session: Session, team_id: int) -> str:
    """The name of a team."""
    return session.scalars(select(Team.name).where(Team.id == team_id)).one()


def behind(session: Session, viewer: Viewer, *, now: datetime) -> list[Behind]:
    """The viewer's mailboxes that are not up to date, at most a few. Admins learn of pushes that stay away, too."""
    values = {
        "teams": team_ids_of(session, viewer), "silent_since": now - SILENT,
        "unannounced_since": now - PUSHES_MAY_BE_LATE if viewer.is_admin else datetime.min.replace(tzinfo=UTC),
    }  # fmt: skip
    return [Behind._make(row) for row in session.execute(_BEHIND, values)]


_BEHIND = (
    select(_mailbox.name, _mailbox.state, _mailbox.state_reason, _mailbox.progress, _mailbox.synced_at)
    .where(
        _mailbox.team_id.in_(bindparam("teams", expanding=True)),
        or_(
            _mailbox.state != MailboxState.LIVE,
            _mailbox.synced_at < bindparam("silent_since", type_=_mailbox.synced_at.type),
            _mailbox.unannounced_at < bindparam("unannounced_since", type_=_mailbox.unannounced_at.type),
        ),
    )
    .order_by(_mailbox.name)
    .limit(5)
)


def staff(session: Session, organization_id: int, *, first: int | None, limit: int) -> list[Named]:
    """The active members of an organization, by name; one of them, who may be gone, in any case."""
    is_theirs = (_person.organization_id == organization_id) & (_person.role != Role.COLLABORATOR)
    query = select(_person.id, _person.name).where(is_theirs, or_(_person.active, _person.id == first))
    ordered = query.order_by((_person.id == first).desc(), _person.name, _person.id).limit(limit)
    return [Named._make(row) for row in session.execute(ordered)]


def teams(session: Session, viewer: Viewer, *, also: set[int], limit: int) -> list[Named]:
    """The teams that the viewer may see, and those that are chosen already, by name."""
    query = select(Team.id, Team.name).where(
        Team.organization_id == viewer.organization_id, Team.id.in_({*team_ids_of(session, viewer), *also})
    )
    return [Named._make(row) for row in session.execute(query.order_by(Team.name, Team.id).limit(limit))]
