"""Doing things on cards in tests, and seeing what came of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text

from inbox import database
from inbox.database import Sessions
from inbox.models import Base, Conversation, Event, EventKind
from tests.addon.sidebar import Shown, Sidebar


def state(make: Sessions, conversation_id: int) -> Conversation:
    """A conversation as it stands now."""
    with database.unit_of_work(make, writes=False) as session:
        return session.get_one(Conversation, conversation_id)


def events(make: Sessions) -> list[EventKind]:
    """What happened, in order."""
    with database.unit_of_work(make, writes=False) as session:
        return list(session.scalars(select(Event.kind).order_by(Event.id)))


def form(sidebar: Sidebar, shown: Shown, page: str) -> Shown:
    """Open a form from the conversation's card."""
    return sidebar.press(shown.button("open", page=page))


def rows_of(make: Sessions, organization_id: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that an organization has, table by table."""
    rows = {}
    with database.unit_of_work(make, writes=False) as session:
        for table in Base.metadata.sorted_tables:
            if "organization_id" in table.c:
                query = select(table).where(table.c.organization_id == int(organization_id))
                rows[table.name] = sorted(map(tuple, session.execute(query)), key=repr)
        assert session.scalar(text("SELECT count(*) FROM organization")) == 2
    return rows
