"""The replies of a conversation that are on their way, or that failed: read along with the head of its card."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, extract, func, select

from inbox import strung
from inbox.models import Outgoing, OutgoingState, Person, Trouble

_SHOWN = (OutgoingState.WAITING, OutgoingState.SENDING, OutgoingState.FAILED)

_outgoing = Outgoing.__table__.c
_person = Person.__table__.c


class Leaving(NamedTuple):
    """A reply on its way, as a card shows it."""

    id: int
    person_id: int | None
    """None: a rule sends it, whose name stands in the person's place."""
    state: OutgoingState
    trouble: Trouble | None
    send_at: datetime
    parent_id: int
    person: str


def column(conversation_id: ColumnElement[Any]) -> Any:
    """All of them as one column of a conversation's row."""
    told = (
        _outgoing.id, func.coalesce(_outgoing.person_id, 0), _outgoing.state,
        func.coalesce(cast(_outgoing.trouble, String), ""),
        extract("epoch", _outgoing.send_at), _outgoing.parent_id,
        strung.clean(func.coalesce(_person.name, _outgoing.rule)),
    )  # fmt: skip
    return (
        select(strung.every(strung.row(*told)))
        .select_from(Outgoing.__table__.outerjoin(Person.__table__, _person.id == _outgoing.person_id))
        .where(_outgoing.conversation_id == conversation_id, _outgoing.state.in_(_SHOWN))
        .scalar_subquery()
    )


def read(told: str | None) -> tuple[Leaving, ...]:
    """What such a column says, oldest first."""
    return tuple(sorted(map(_row, strung.parted(told))))


def _row(told: str) -> Leaving:
    id_, person_id, state, trouble, at, parent_id, person = told.split(strung.FIELD, 6)
    return Leaving(
        int(id_), int(person_id) or None, OutgoingState(state), Trouble(trouble) if trouble else None,
        datetime.fromtimestamp(float(at), UTC), int(parent_id), person,
    )  # fmt: skip
