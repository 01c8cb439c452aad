"""Choosing what a conversation is about, with one click."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Chip, Chips, Open, Params, Press, Section
from cards.parts import BACK
from cards.view import View
from inbox import choices, overview
from inbox.mail.text import gist

_MOST = 99


def draw(session: Session, view: View, params: Params) -> Card:
    """All categories."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    known = choices.categories(session, head.organization_id, limit=_MOST)
    chips = tuple(
        Chip(
            gist(one.name, parts.NAME), Press("categorize", {**BACK, "category": str(one.id)}),
            is_current=one.id == head.category_id,
        )
        for one in known
    )  # fmt: skip
    nothing = parts.quiet(view.gettext("There are no categories. They stand in the organization's file."))
    return Card(
        name="categorize",
        title=view.gettext("What is it about?"),
        subtitle=parts.subject(view, head.subject),
        sections=(Section((Chips(chips) if chips else nothing,)),),
        menu=(Button(view.gettext("Edit…"), Open("edit", {"conversation": str(head.id)})),),
        carries=parts.carried(view, head),
    )
