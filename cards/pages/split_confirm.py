"""The last question before a conversation is split."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Footer, Line, Open, Params, Press, Section
from cards.sections import letters
from cards.view import View
from inbox import correspondence, overview
from inbox.errors import NotFound
from inbox.mail.text import gist
from inbox.translation import N_


def draw(session: Session, view: View, params: Params) -> Card:
    """The first message of the new conversation."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    one = correspondence.letter(session, view.viewer, parts.number(params, "message"))
    if one.conversation_id != head.id:
        raise NotFound(N_("This message does not exist, or you have no access to it."))
    split = Press("split", {**parts.BACK, "message": str(one.id)})
    again = Open("split", {"conversation": str(head.id), **parts.HERE})
    return Card(
        name="split-confirm",
        title=view.gettext("Split here?"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section(
                (
                    Line(
                        text=gist(one.visible_text, parts.GIST) or view.gettext("(no text)"),
                        above=f"{letters.direction(view, one.direction, one.sender)} · {view.moment(one.received_at)}",
                        below=parts.subject(view, one.subject),
                    ),
                    parts.quiet(view.gettext("This message and all after it become a conversation of their own.")),
                )
            ),
        ),
        footer=Footer(
            Button(view.gettext("Split"), split, is_primary=True),
            Button(view.gettext("Choose another"), again),
        ),
        carries=parts.carried(view, head),
    )
