"""Reading long lists a page at a time, newest first, in either direction, at the same cost on every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import Select, bindparam, tuple_
from sqlalchemy.orm import Session

from inbox.models.base import UtcDateTime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Cursor(NamedTuple):
    """A place in a list."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.id}"


def cursor(written: str) -> Cursor | None:
    """The place that was written down; None for what is none."""
    at, dash, id_ = written.partition("-")
    if not (dash and written.isascii() and at.isdecimal() and id_.isdecimal() and len(at) < 18 and len(id_) < 19):
        return None
    return Cursor(_EPOCH + timedelta(microseconds=int(at)), int(id_))


class Placed(Protocol):
    """What has a place in a list."""

    @property
    def place(self) -> Cursor: ...


Item = TypeVar("Item", bound=Placed)


class Page(NamedTuple, Generic[Item]):
    """Some items of a list, and where it goes on in either direction."""

    items: list[Item]
    newer: Cursor | None = None
    older: Cursor | None = None


class Slice(NamedTuple):
    """Which part of a list is asked for: its beginning, or what is older or newer than a place."""

    older: Cursor | None = None
    newer: Cursor | None = None

    @property
    def turn(self) -> str:
        return "newer" if self.newer else "older" if self.older else ""


BEGINNING = Slice()


def read(
    session: Session, listing: Select[Any], values: dict[str, Any], make: Callable[[Any], Item], part: Slice, limit: int
) -> Page[Item]:
    """Run a listing that was made for the direction of `part`, and say where the list goes on."""
    place = part.newer or part.older
    values = values | {"limit": limit + 1} | ({"at": place.at, "id": place.id} if place else {})
    items = [make(row) for row in session.execute(listing, values)]
    has_more, items = len(items) > limit, items[:limit]
    if part.newer:
        items.reverse()
    if not items:
        return Page([])
    first, last = items[0].place, items[-1].place
    if part.newer:
        return Page(items, first if has_more else None, last)
    return Page(items, first if part.older else None, last if has_more else None)


def in_turn(query: Select[Any], turn: str, at: Any, id_: Any, *, is_upwards: bool = False) -> Select[Any]:
    """The query from its beginning or from a place, in the order in which that direction reads.

    A list that `is_upwards` begins with the earliest time: what is further down in it is still called older.
    """
    place, here = tuple_(bindparam("at", type_=UtcDateTime), bindparam("id")), tuple_(at, id_)
    if turn:
        query = query.where(here > place if (turn == "newer") is not is_upwards else here < place)
    return query.order_by(at, id_) if (turn == "newer") is not is_upwards else query.order_by(at.desc(), id_.desc())
