"""Answering a call: somebody arrives, looks at a page or presses a button, and a card comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from addon import clicks, refusals, session
from addon.actions import ACTIONS
from addon.desk import Desk
from addon.press import Action, Press
from addon.visits import Call
from cards.kit import Answer
from cards.pages import PAGES
from cards.view import View
from inbox.errors import InboxError


def draw(desk: Desk, call: Call, page: str, **params: str) -> Answer:
    """A page for somebody who looks."""
    card = session.visit(desk.runtime, call, lambda unit, view: PAGES[page](unit, view, params), writes=False)
    return Answer(card=card)


def act(desk: Desk, call: Call, name: str, actions: Mapping[str, Action] = ACTIONS) -> Answer:
    """Do what a button says, once, and show what came of it."""
    action = actions.get(name)
    if action is None:
        words = session.visit(desk.runtime, call, lambda _, view: refusals.of_unknown_button(view), writes=False)
        return Answer(notification=words)
    try:
        return _act(desk, call, name, action)
    except InboxError as refusal:
        return replace(refusals.of_press(desk, call, action, refusal), refusal=refusal)


def _act(desk: Desk, call: Call, name: str, action: Action) -> Answer:
    brought = action.ahead(desk, call) if action.ahead else None

    def work(unit: Session, view: View) -> Answer:
        press = Press.of(view, call.event, brought)
        if action.writes and not action.may_repeat and not clicks.is_first(unit, name, press):
            return refusals.of_repetition(unit, press)
        return action.act(unit, press)

    try:
        return session.visit(desk.runtime, call, work, writes=action.writes)
    except IntegrityError:
        # Somebody else wrote the same thing a moment before: now that it stands, once more.
        return session.visit(desk.runtime, call, work, writes=action.writes)
