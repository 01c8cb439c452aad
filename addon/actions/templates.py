"""The button that puts a prepared text into the mail that is being written."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from addon.press import Press, typed
from cards import words
from cards.kit import Answer, Draft, Move
from cards.pages import PAGES
from cards.pages.template import given
from inbox import templates
from inbox.translation import N_


def insert(session: Session, press: Press) -> Answer:
    """Insert the template; if it has gaps, ask for what is missing and insert nothing."""
    view = replace(press.view, form=typed(press))
    to = press.params.get("to", "")
    filled = templates.filled(session, view.viewer, press.number("template"), to=to, given=given(view))
    if not filled.missing:
        return Answer(draft=Draft(filled.text, filled.subject))
    card = PAGES["template"](session, view, press.params)
    missing = press.words(N_("Fill in first: %(names)s"), names=words.variables(view, filled.missing))
    return Answer(card=card, move=Move.UPDATE if press.params.get("here") else Move.PUSH, notification=missing)
