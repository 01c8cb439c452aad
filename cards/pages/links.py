"""Suggested links and whatever else hangs together with a conversation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Card, Params, Section
from cards.sections import attention, contact, relations
from cards.view import View
from inbox import overview
from inbox import related as relating


def draw(session: Session, view: View, params: Params) -> Card:
    """Every suggestion with its buttons, then what is linked already, then the contact's other conversations."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    related = relating.related(session, view.viewer, head)
    suggested = [one for one in related if one.relation in attention.SUGGESTIONS]
    widgets = tuple(widget for one in suggested for widget in attention.suggestion(view, one))
    nothing = (parts.quiet(view.gettext("No suggested links.")),)
    return Card(
        name="links",
        title=view.gettext("Links"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section(widgets or nothing, title=view.gettext("Suggested links")),
            relations.section(view, head, related),
            contact.section(view, head, related),
        ),
        carries={**parts.carried(view, head), **parts.BACK},
    )
