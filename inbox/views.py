"""The lists that staff work from: urgent signs, overdue, mine, unassigned, team, … and how many are in each."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    bindparam,
    false,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from inbox import signs
from inbox.access import Viewer, team_ids_of
from inbox.models import Conversation, Mailbox, Notification, Person, Priority, Status
from inbox.models.base import UtcDateTime
from inbox.paging import BEGINNING, Cursor, Page, Slice, in_turn, read

SIGNS, OVERDUE, MINE, UNASSIGNED, TEAM, PENDING, CLOSED, QUARANTINE = VIEWS = (
    "signs", "overdue", "mine", "unassigned", "team", "pending", "closed", "quarantine",
)  # fmt: skip
"""All views, in the order in which they are offered."""
COUNTED = 100
"""Counting stops here: what is shown is exact up to 99, then 99+."""
LENGTH = 50
"""Conversations on one page of a list."""

_conversation = Conversation.__table__.c
_person = Person.__table__.c
_mailbox = Mailbox.__table__.c
_notice = Notification.__table__.c


class Listed(NamedTuple):
    """A conversation as a list shows it."""

    id: int
    subject: str
    preview: str
    preview_from: str
    status: Status
    status_reason: str
    priority: Priority
    snoozed_until: datetime | None
    is_quarantined: bool
    last_inbound_at: datetime | None
    last_message_at: datetime
    assignee_id: int | None
    assignee: str | None
    mailbox: str
    crossed_at: datetime | None
    due_at: datetime | None
    due_kind: str
    sign: str | None
    """The kind of an urgent sign that wants somebody."""
    listed_at: datetime
    """By what its list is sorted."""

    @property
    def place(self) -> Cursor:
        return Cursor(self.listed_at, self.id)


def counts(session: Session, viewer: Viewer, *, now: datetime) -> dict[str, int]:
    """How many conversations each view holds, counted up to `COUNTED`, in one query."""
    return counts_and_notices(session, viewer, now=now)[0]


def counts_and_notices(session: Session, viewer: Viewer, *, now: datetime) -> tuple[dict[str, int], int]:
    """The same, and how many notices the viewer has not read, in one query, too."""
    teams = team_ids_of(session, viewer)
    values = {"viewer": viewer.person_id, "teams": teams, "now": now}
    *found, unread = session.execute(_COUNTS, values).one()
    return dict(zip(VIEWS, found, strict=True)), unread


def conversations(
    session: Session, viewer: Viewer, view: str, part: Slice = BEGINNING, *, now: datetime, limit: int = LENGTH
) -> Page[Listed]:
    """One page of a view, newest first; of what is overdue, what was due first."""
    teams = team_ids_of(session, viewer)
    if not teams:
        return Page([])
    values: dict[str, Any] = {f"team_{number}": team for number, team in enumerate(teams)}
    values |= {"viewer": viewer.person_id, "now": now}
    return read(session, _listing(view, len(teams), part.turn), values, Listed._make, part, limit)


def listed(picked: Subquery, at: ColumnElement[datetime] = _conversation.last_message_at) -> Select[Any]:
    """The columns of `Listed` for the conversations in `picked`, in a list that is sorted by `at`."""
    return (
        select(
            _conversation.id, _conversation.subject, _conversation.preview, _conversation.preview_from,
            _conversation.status, _conversation.status_reason, _conversation.priority, _conversation.snoozed_until,
            _conversation.is_quarantined, _conversation.last_inbound_at, _conversation.last_message_at,
            _conversation.assignee_id, _person.name, _mailbox.name, _conversation.crossed_at,
            _conversation.due_at, _conversation.due_kind, signs.column(_conversation.id), at.label("listed_at"),
        )
        .select_from(picked)
        .join(Conversation.__table__, _conversation.id == picked.c.id)
        .join(Mailbox.__table__, _mailbox.id == _conversation.mailbox_id)
        .outerjoin(Person.__table__, _person.id == _conversation.assignee_id)
    )  # fmt: skip


@lru_cache(maxsize=256)
def _listing(view: str, teams: int, turn: str) -> Select[Any]:
    """A view's listing. Each team is read from its own stretch of the index, so that no view is ever sorted whole."""
    parts = [_stretch(view, _team(view) == bindparam(f"team_{number}"), turn) for number in range(teams)]
    every = union_all(*[select(part.c.id, part.c.at) for part in parts]).subquery()
    at, is_upwards = _sorting(view), view == OVERDUE
    picked = in_turn(select(every.c.id), turn, every.c.at, every.c.id, is_upwards=is_upwards).limit(bindparam("limit"))
    return in_turn(listed(picked.subquery(), at), turn, at, _conversation.id, is_upwards=is_upwards)


def _stretch(view: str, of_team: ColumnElement[bool], turn: str) -> Subquery:
    at = _sorting(view)
    query = select(_conversation.id, at.label("at")).where(of_team, *_belongs(view))
    query = in_turn(query, turn, at, _conversation.id, is_upwards=view == OVERDUE)
    return query.limit(bindparam("limit")).subquery()


def _sorting(view: str) -> ColumnElement[Any]:
    return _conversation.due_at if view == OVERDUE else _conversation.last_message_at


def _team(view: str) -> ColumnElement[int]:
    """Few conversations have signs: they are found by these, and not by the index of their team."""
    return _conversation.team_id + 0 if view == SIGNS else _conversation.team_id


def _belongs(view: str) -> tuple[ColumnElement[bool], ...]:
    """What puts a team's conversation into a view, written so that SQLite picks the index that is made for it."""
    if view == OVERDUE:
        return _conversation.due_at.is_not(None), _conversation.due_at < bindparam("now", type_=UtcDateTime)
    if view == SIGNS:
        return _conversation.is_listed == true(), _conversation.id.in_(signs.conversations())
    if view == QUARANTINE:
        return _conversation.is_quarantined == true(), func.coalesce(_conversation.merged_into_id, 0) == 0
    status = view if view in (PENDING, CLOSED) else "open"
    standing = (_conversation.is_listed == true(), _conversation.status == literal_column(f"'{status}'"))
    if view == MINE:
        return (*standing, _conversation.assignee_id == bindparam("viewer"))
    if view == UNASSIGNED:
        return (*standing, _conversation.assignee_id.is_(None))
    return standing if view in VIEWS else (false(),)


def _count(view: str) -> Any:
    of_teams = _team(view).in_(bindparam("teams", expanding=True))
    first = select(literal_column("1")).where(of_teams, *_belongs(view)).limit(COUNTED).subquery()
    return select(func.count()).select_from(first).scalar_subquery()


def _count_notices() -> Any:
    new = (_notice.person_id == bindparam("viewer"), _notice.read_at.is_(None))
    first = select(literal_column("1")).select_from(Notification.__table__).where(*new).limit(COUNTED).subquery()
    return select(func.count()).select_from(first).scalar_subquery()


_COUNTS = select(*[_count(view).label(view) for view in VIEWS], _count_notices().label("notices"))
