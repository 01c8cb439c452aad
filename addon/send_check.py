"""Before a reply goes out from Outlook: what its writer should know, in words."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon import open_item, outlook_event, session
from addon.desk import Desk
from addon.outlook_event import Departing, Item
from addon.visits import Call
from cards import doubts as words
from cards.view import View
from inbox import doubts as looking
from inbox import lookup
from inbox.mail import addresses


def doubts(desk: Desk, call: Call, departing: Departing) -> str:
    """Why the mail should not go out unseen; empty when nothing speaks against it, or no conversation is known."""
    item = outlook_event.of(call.event).item
    return session.visit(desk.runtime, call, lambda unit, view: _said(unit, view, item, departing), writes=False)


def _said(unit: Session, view: View, item: Item, departing: Departing) -> str:
    parent = lookup.by_message_id(unit, view.viewer, departing.answers) if departing.answers else None
    conversation_id = parent.conversation_id if parent else open_item.conversation_of(unit, view.viewer, item)
    if conversation_id is None:
        return ""
    to = {one.address for one in addresses.parse(departing.recipients)}
    found = looking.doubts(unit, view.viewer, conversation_id, since=parent, recipients=to)
    others = view.company.at([conversation_id]).get(conversation_id)
    writing = tuple(name for name in others.replying if name) if others else ()
    return words.said(view, found, writing)
