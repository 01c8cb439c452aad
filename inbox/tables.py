"""The plain tables under the models, for statements over many rows at once."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inbox import database
from inbox.models import Base


def table(model: type[Base]) -> Table:
    """The table that a model is kept in."""
    found = model.__table__
    assert isinstance(found, Table)
    return found


def inserting(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insertion that can pass over what is there already, however many try at once."""
    return sqlite.insert(table(model)) if database.is_sqlite(session) else postgresql.insert(table(model))
