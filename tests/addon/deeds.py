"""Doing things on cards in tests, and seeing what came of them."""

from __future__ import annotations

from sqlalchemy import select

from inbox import database
from inbox.database import Sessions
from inbox.models import Conversation, Event, EventKind
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
