"""Buttons that only show something: another page, a search."""

from __future__ import annotations

from sqlalchemy.orm import Session

from addon.press import Press
from cards.kit import Answer, Card, Move
from cards.pages import PAGES
from inbox.errors import NotFound
from inbox.translation import N_


def open_page(session: Session, press: Press) -> Answer:
    """Another page, on top of this one or, with `here`, in its place."""
    draw = PAGES.get(press.params.get("page", ""))
    if draw is None:
        raise NotFound(N_("This page does not exist any more."))
    return Answer(card=draw(session, press.view, press.params), move=_move(press))


def search(session: Session, press: Press) -> Answer:
    """Conversations in which some words occur."""
    params = {"query": press.inputs.text("query")}
    return Answer(card=PAGES["search"](session, press.view, params), move=_move(press))


def look_again(_session: Session, press: Press) -> Answer:
    """What is known of the open mail by now; it was looked up ahead."""
    assert isinstance(press.brought, Card)
    return Answer(card=press.brought)


def _move(press: Press) -> Move:
    return Move.UPDATE if press.params.get("here") else Move.PUSH
