"""The plain tables under the models, for statements over many rows at once."""

from __future__ import annotations

from sqlalchemy import Table

from inbox.models import Base


def table(model: type[Base]) -> Table:
    """The table that a model is kept in."""
    found = model.__table__
    assert isinstance(found, Table)
    return found
