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
    may_come = bool(params.get("may_come"))
    ids = {name: params.get(name, "") for name in ("message", "thread", "internet_id")}
    ids |= {"may_come": "yes"} if may_come else {}
    track = Button(view.gettext("Track"), Press("track", ids), is_primary=True)
    return Card(
        name="not-tracked",
        title=view.gettext("Not tracked"),
        sections=(
            Section((Line(text=_text(view, may_come=may_come)), *_mailboxes(view, mailboxes))),
            Section((Buttons((*_looks(view, may_come=may_come), _home(view))),)),
        ),
        footer=Footer(track) if mailboxes else None,
        carries={"drawn": view.drawn},
    )


def _text(view: View, *, may_come: bool) -> str:
    if may_come:
        return view.gettext(
            "This mail belongs to no shared mailbox, or it is so new that it has not arrived here yet. "
            "Then look again in a moment."
        )
    return view.gettext("This mail belongs to no shared mailbox, so there is nothing to see of it here.")


def _looks(view: View, *, may_come: bool) -> tuple[Button, ...]:
    return (Button(view.gettext("Look again"), Press("look-again")),) if may_come else ()


def _home(view: View) -> Button:
    return Button(view.gettext("Go to the conversations"), Open("home"))


def _mailboxes(view: View, mailboxes: list[Named]) -> tuple[Widget, ...]:
    if not mailboxes:
        return (parts.quiet(view.gettext("You belong to no team with a mailbox. Ask an admin to add you to one.")),)
    chosen = view.form.text("mailbox", str(mailboxes[0].id))
    options = tuple(Option(str(one.id), one.name, str(one.id) == chosen) for one in mailboxes)
    return parts.field(view, Choice("mailbox", view.gettext("Track it in"), options), "mailbox")
