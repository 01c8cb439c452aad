"""A person's list of notices: what is new, what was read, and marking it so."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, select, update
from sqlalchemy.orm import Session

from inbox.access import Viewer, team_ids_of
from inbox.errors import NotFound
from inbox.models import Conversation, Mailbox, Notice, Notification, Person
from inbox.paging import BEGINNING, Cursor, Page, Slice, in_turn, read
from inbox.tables import table
from inbox.translation import N_

LENGTH = 20
"""Notices on one page."""

_notice = Notification.__table__.c
_conversation = Conversation.__table__.c
_mailbox = Mailbox.__table__.c
_person = Person.__table__.c


class Told(NamedTuple):
    """A notice as the list shows it; subject and mailbox only while the viewer may see the conversation."""

    id: int
    kind: Notice
    at: datetime
    data: dict[str, Any]
    who: str | None
    read_at: datetime | None
    conversation_id: int | None
    subject: str | None
    mailbox: str | None

    @property
    def place(self) -> Cursor:
        return Cursor(self.at, self.id)


def listed(
    session: Session, viewer: Viewer, part: Slice = BEGINNING, *, is_read: bool, limit: int = LENGTH
) -> Page[Told]:
    """One page of what was read, or of what was not, newest first."""
    values = {"person": viewer.person_id, "teams": team_ids_of(session, viewer)}
    return read(session, _listing(is_read, part.turn), values, Told._make, part, limit)


def own(session: Session, viewer: Viewer, notice_id: int) -> Notification:
    """A notice that the viewer was given."""
    found = session.get(Notification, notice_id)
    if found is None or found.person_id != viewer.person_id:
        raise NotFound(N_("This notice does not exist any more."))
    return found


def mark_read(session: Session, notice: Notification, *, now: datetime) -> None:
    """It was seen. Seeing it twice is no news."""
    if notice.read_at is None:
        notice.read_at = now


def mark_all_read(session: Session, viewer: Viewer, *, until: datetime, now: datetime) -> None:
    """All that was told until then; what came later was not seen yet."""
    which = (_notice.person_id == viewer.person_id, _notice.at <= until, _notice.read_at.is_(None))
    session.execute(update(table(Notification)).where(*which).values(read_at=now))


@lru_cache
def _listing(is_read: bool, turn: str) -> Select[Any]:
    wanted = _notice.read_at.is_not(None) if is_read else _notice.read_at.is_(None)
    return in_turn(_TOLD.where(wanted), turn, _notice.at, _notice.id).limit(bindparam("limit"))


_TOLD = (
    select(
        _notice.id, _notice.kind, _notice.at, _notice.data, _person.name, _notice.read_at, _conversation.id,
        _conversation.subject, _mailbox.name,
    )
    .select_from(Notification.__table__)
    .outerjoin(
        Conversation.__table__,
        and_(
            _conversation.id == _notice.conversation_id,
            _conversation.team_id.in_(bindparam("teams", expanding=True)),
        ),
    )
    .outerjoin(Mailbox.__table__, _mailbox.id == _conversation.mailbox_id)
    .outerjoin(Person.__table__, _person.id == _notice.actor_id)
    .where(_notice.person_id == bindparam("person"))
)  # fmt: skip
