"""What happened to a conversation, newest first, with the names that its telling needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from inbox.models import Door, Event, EventKind, Message, Person
from inbox.paging import BEGINNING, Cursor, Page, Slice, in_turn, read

LENGTH = 30
"""Events on one page."""

Names = Mapping[int, str]
"""Names of people by id."""

_event = Event.__table__.c
_person = Person.__table__.c
_message = Message.__table__.c


class Happening(NamedTuple):
    """One event, and who it speaks of."""

    id: int
    kind: EventKind
    at: datetime
    person_id: int | None
    person: str | None
    door: Door
    reason: str
    data: dict[str, Any]
    sender: str | None
    """Of a message, who wrote it."""

    @property
    def place(self) -> Cursor:
        return Cursor(self.at, self.id)


def happenings(
    session: Session, conversation_id: int, part: Slice = BEGINNING, *, limit: int = LENGTH
) -> Page[Happening]:
    """One page of the events of a conversation that the caller may see."""
    return read(session, _listing(part.turn), {"conversation": conversation_id}, Happening._make, part, limit)


def acts(session: Session, conversation_id: int, *, limit: int) -> Page[Happening]:
    """The last events but the coming of mail and its being read: what staff, rules and the system did."""
    return read(session, _ACTS, {"conversation": conversation_id}, Happening._make, BEGINNING, limit)


def last_recorded(session: Session, conversation_id: int, count: int) -> list[Happening]:
    """What was recorded last, whenever it happened: what somebody has missed who looks at an older card."""
    rows = session.execute(_LAST_RECORDED, {"conversation": conversation_id, "limit": count})
    return [Happening._make(row) for row in rows]


def names(session: Session, told: Iterable[Happening]) -> Names:
    """The names of all people whom these events speak of. Asks the database only when there are any."""
    known = {one.person_id: one.person for one in told if one.person_id is not None and one.person}
    missing = {id_ for one in told for id_ in _people(one)} - known.keys()
    if missing:
        query = select(_person.id, _person.name).where(_person.id.in_(missing))
        known |= {row[0]: row[1] for row in session.execute(query)}
    return known


def _people(one: Happening) -> set[int]:
    """Ids of people in an event's data: whom a conversation went to and from, and who was mentioned."""
    if one.kind in (EventKind.ASSIGNED, EventKind.UNASSIGNED):
        return {id_ for id_ in (one.data.get("old"), one.data.get("new")) if isinstance(id_, int)}
    mentioned = one.data.get("people")
    return {id_ for id_ in mentioned if isinstance(id_, int)} if isinstance(mentioned, list) else set()


@lru_cache
def _listing(turn: str) -> Select[Any]:
    return in_turn(_TOLD, turn, _event.at, _event.id).limit(bindparam("limit"))


_SENDER = func.coalesce(func.nullif(_message.sender_name, ""), _message.sender_address)
_TOLD = (
    select(
        _event.id, _event.kind, _event.at, _event.person_id, _person.name, _event.door, _event.reason, _event.data,
        _SENDER,
    )
    .select_from(Event.__table__)
    .outerjoin(Person.__table__, _person.id == _event.person_id)
    .outerjoin(Message.__table__, _message.id == _event.message_id)
    .where(_event.conversation_id == bindparam("conversation"))
)  # fmt: skip
_MAIL = (
    EventKind.CREATED, EventKind.RECEIVED, EventKind.SENT, EventKind.RECORDED, EventKind.ALSO_RECEIVED,
    EventKind.TRIAGED,
)  # fmt: skip
_ACTS = in_turn(_TOLD.where(_event.kind.not_in(_MAIL)), "", _event.at, _event.id).limit(bindparam("limit"))
_LAST_RECORDED = _TOLD.order_by(_event.id.desc()).limit(bindparam("limit"))
