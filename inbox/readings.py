"""What models found in a conversation's mail, as a card shows it: read along with the head of the conversation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, case, extract, func, literal, select

from inbox import signs, strung
from inbox.models import Category, Conversation, Finding, FindingState, Person, Priority

_SHOWN = 4

_finding = Finding.__table__.c
_category = Category.__table__.c
_person = Person.__table__.c


class Read(NamedTuple):
    """What was found in one mail."""

    received_at: datetime
    id: int
    state: FindingState
    category_id: int | None
    category: str
    confidence: float
    priority: Priority
    was_raised: bool
    language: str
    sentiment: float
    is_thanks: bool
    wants_somebody: bool
    """Whether nobody has seen to its urgent signs yet."""
    model: str
    instead_of: str
    decided_by: str
    why: dict[str, list[str]]
    urgent: dict[str, list[str]]
    private: list[str]
    asked: dict[str, list[str]]


def column(conversation_id: ColumnElement[Any]) -> Any:
    """The findings worth showing as one column of a conversation's row: signs that want somebody, then the newest."""
    wanted = case((signs.WANTED[0] & signs.WANTED[1], 0), else_=1)
    picked = (
        select(_told().label("told"))
        .select_from(
            Finding.__table__.outerjoin(Category.__table__, _category.id == _finding.category_id).outerjoin(
                Person.__table__, _person.id == _finding.decided_by_id
            )
        )
        .where(_finding.conversation_id == conversation_id)
        .order_by(wanted, _finding.received_at.desc(), _finding.id.desc())
        .limit(_SHOWN)
        .correlate(Conversation.__table__)
        .subquery()
    )
    return select(strung.every(picked.c.told)).scalar_subquery()


def read(told: str | None) -> tuple[Read, ...]:
    """What such a column says, newest mail first."""
    return tuple(sorted(map(_row, strung.parted(told)), reverse=True))


def _told() -> ColumnElement[str]:
    return strung.row(
        extract("epoch", _finding.received_at), _finding.id, _finding.state, func.coalesce(_finding.category_id, 0),
        strung.clean(_category.name), _finding.confidence, _finding.priority,
        _flag(_finding.priority_before.is_not(None)), _finding.language, _finding.sentiment, _flag(_finding.is_thanks),
        _flag(signs.WANTED[0] & signs.WANTED[1]), _finding.model, _finding.instead_of, strung.clean(_person.name),
        _finding.why, _finding.urgent, _finding.private, _finding.asked,
    )  # fmt: skip


def _flag(condition: ColumnElement[bool]) -> ColumnElement[str]:
    return case((condition, literal("1")), else_=literal(""))


def _row(told: str) -> Read:
    at, id_, state, category_id, category, sure, priority, raised, *rest = told.split(strung.FIELD)
    language, sentiment, thanks, wants, model, instead_of, by, *documents = rest
    why, urgent, private, asked = (orjson.loads(one) for one in documents)
    return Read(
        datetime.fromtimestamp(float(at), UTC), int(id_), FindingState(state), int(category_id) or None, category,
        float(sure), Priority(priority), bool(raised), language, float(sentiment), bool(thanks), bool(wants), model,
        instead_of, by, why, urgent, private, asked,
    )  # fmt: skip
