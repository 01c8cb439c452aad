"""Ids taken ahead for rows that are written many at a time: SQLite cannot tell which of them got which."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from inbox import database
from inbox.models import Base
from inbox.tables import table


def take(session: Session, model: type[Base], count: int) -> list[int]:
    """So many ids for new rows, in ascending order. On SQLite the unit of work has to hold the write lock."""
    if not count:
        return []
    rows = table(model)
    if database.is_sqlite(session):
        highest = session.execute(select(func.max(rows.c.id))).scalar() or 0
        return list(range(highest + 1, highest + 1 + count))
    sequence = {"table": rows.name, "count": count}
    return sorted(session.scalars(_NEXT, sequence))


def number(session: Session, *models: type[Base]) -> None:
    """Give ids to new objects in the order in which they were added, where else they would be written one by one."""
    if not database.is_sqlite(session):
        return
    with session.no_autoflush:
        for model in models:
            new: list[Any] = [one for one in session.new if isinstance(one, model) and "id" not in vars(one)]
            for one, id_ in zip(new, take(session, model, len(new)), strict=True):
                one.id = id_


_NEXT = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
