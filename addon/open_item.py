"""The mail that somebody has open in Outlook: its conversation, found by what Outlook says of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon import outlook_event, session
from addon.desk import Desk
from addon.outlook_event import Item
from addon.visits import Call
from cards.kit import Card
from cards.pages import PAGES
from cards.view import View
from inbox import lookup
from inbox.access import Viewer

_LONGEST = 1000


def card(desk: Desk, call: Call) -> Card:
    """The card beside the open mail; the home page where none is open."""
    item = outlook_event.of(call.event).item
    return session.visit(desk.runtime, call, lambda unit, view: _beside(unit, view, item), writes=False)


def conversation_of(unit: Session, viewer: Viewer, item: Item) -> int | None:
    """The conversation of a mail, within what the viewer may see; unknown and forbidden look the same."""
    return lookup.by_what_is_said(
        unit, viewer, message_id=item.message_id, provider_id=item.item_id, thread_id=item.conversation_id
    )


def _beside(unit: Session, view: View, item: Item) -> Card:
    if item == Item():
        return PAGES["home"](unit, view, {})
    conversation_id = conversation_of(unit, view.viewer, item)
    if conversation_id is not None:
        return PAGES["conversation"](unit, view, {"conversation": str(conversation_id)})
    ids = {"message": item.item_id, "thread": item.conversation_id, "internet_id": item.message_id}
    ids = {name: value[:_LONGEST] for name, value in ids.items()}
    # Outlook says neither when the open mail came nor to whom: it may be one that is just about to be read in.
    return PAGES["not-tracked"](unit, view, {**ids, "may_come": "yes"})
