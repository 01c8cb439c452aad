"""Beside a mail that no shared mailbox knows: bringing it in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Buttons, Card, Choice, Footer, Line, Open, Option, Params, Press, Section, Widget
from cards.view import View
from inbox import choices
from inbox.choices import Named

_MOST = 99


def draw(session: Session, view: View, params: Params) -> Card:
    """What that means, and the button that tracks the mail in one of the viewer's mailboxes."""
    mailboxes = choices.mailboxes(session, view.viewer, limit=_MOST)
    text = view.gettext("This mail belongs to no shared mailbox, so there is nothing to see of it here.")
    ids = {name: params.get(name, "") for name in ("message", "thread", "internet_id")}
    track = Button(view.gettext("Track"), Press("track", ids), is_primary=True)
    return Card(
        name="not-tracked",
        title=view.gettext("Not tracked"),
        sections=(
            Section((Line(text=text), *_mailboxes(view, mailboxes))),
            Section((Buttons((Button(view.gettext("Go to the conversations"), Open("home")),)),)),
        ),
        footer=Footer(track) if mailboxes else None,
        carries={"drawn": view.drawn},
    )


def _mailboxes(view: View, mailboxes: list[Named]) -> tuple[Widget, ...]:
    if not mailboxes:
        return (parts.quiet(view.gettext("You belong to no team with a mailbox. Ask an admin to add you to one.")),)
    chosen = view.form.text("mailbox", str(mailboxes[0].id))
    options = tuple(Option(str(one.id), one.name, str(one.id) == chosen) for one in mailboxes)
    return parts.field(view, Choice("mailbox", view.gettext("Track it in"), options), "mailbox")
