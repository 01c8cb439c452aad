"""Urgent signs in mail that still want somebody: shown in lists and on cards until they are heeded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from inbox.models import Finding
from inbox.models.base import UtcDateTime
from inbox.tables import table

_finding = Finding.__table__.c
WANTED = (_finding.sign != "", _finding.heeded_at.is_(None))
"""Written so that both databases read the index that is made for it."""


def heed(session: Session, conversation_id: int, *, now: datetime) -> None:
    """Somebody has seen to them."""
    query = update(table(Finding)).where(_finding.conversation_id == conversation_id, *WANTED)
    session.execute(query.values(heeded_at=now))


def answered(session: Session, replies: Collection[tuple[int, datetime]], *, now: datetime) -> None:
    """People of ours wrote in these conversations at these times: what came before is seen to."""
    if not replies:
        return
    query = update(table(Finding)).where(
        _finding.conversation_id == bindparam("conversation"),
        _finding.received_at <= bindparam("at", type_=UtcDateTime), *WANTED,
    )  # fmt: skip
    values = [{"conversation": id_, "at": at, "now": now} for id_, at in replies]
    session.connection().execute(query.values(heeded_at=bindparam("now", type_=UtcDateTime)), values)


def conversations() -> Select[tuple[int]]:
    """The ids of those in which a sign wants somebody."""
    return select(_finding.conversation_id).where(*WANTED)


def column(conversation_id: ColumnElement[Any]) -> Any:
    """The kind of a sign that wants somebody, as a column of a conversation's row; None where there is none."""
    query = select(func.min(_finding.sign)).where(_finding.conversation_id == conversation_id, *WANTED)
    return query.scalar_subquery()
