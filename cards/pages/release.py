"""The question before a conversation leaves quarantine."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Footer, Params, Press, Section
from cards.sections import letters
from cards.view import View
from inbox import correspondence, overview


def draw(session: Session, view: View, params: Params) -> Card:
    """What it says, and what releasing does."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    page = correspondence.messages(session, head.id, limit=letters.SHOWN)
    explained = view.gettext(
        "Released, it is an open conversation like any other. Open no attachment that you do not expect."
    )
    return Card(
        name="release",
        title=view.gettext("Release from quarantine?"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section((parts.quiet(explained),)),
            Section(tuple(letters.line(view, one) for one in page.items)),
        ),
        footer=Footer(Button(view.gettext("Release"), Press("release", parts.BACK), is_primary=True)),
        carries=parts.carried(view, head),
    )
