"""Cards for when something is in the way. They need no database, and no more than a language."""

from __future__ import annotations

from dataclasses import replace

from cards import kit
from cards.kit import Button, Buttons, Card, Line, Open, Section, Widget
from cards.wording import Wording
from inbox.errors import InboxError


def no_access(wording: Wording) -> Card:
    """For somebody whom the organization does not know. Says nothing about what there is."""
    text = wording.gettext("You have no access yet. Ask an admin of your organization to add you.")
    return _card(wording, "no-access", wording.gettext("No access"), text)


def not_synced(wording: Wording) -> Card:
    """For a mail that was sent to one of our mailboxes but has not arrived here."""
    text = wording.gettext("This mail has not arrived here yet. That takes a minute at most; then look again.")
    look = Button(wording.gettext("Look again"), kit.Press("look-again"), is_primary=True)
    return _card(wording, "not-synced", wording.gettext("On its way"), text, look)


def refused(wording: Wording, error: InboxError) -> Card:
    """For what cannot be done or shown, in the words of the refusal."""
    home = Button(wording.gettext("Go to the conversations"), Open("home"))
    return _card(wording, "refused", wording.gettext("That does not work"), wording.refusal(error), home)


def our_fault(wording: Wording, retry: kit.Act, reference: str = "") -> Card:
    """For our own mistakes. The reference leads an admin to what happened."""
    text = wording.gettext("Something went wrong, and it is our fault. Nothing was changed.")
    again = Button(wording.gettext("Try again"), retry, is_primary=True)
    card = _card(wording, "our-fault", wording.gettext("Sorry"), text, again)
    if not reference:
        return card
    told = Line(text=reference, above=wording.gettext("Tell your admin this number"))
    return replace(card, sections=(*card.sections, Section((told,))))


def database_down(wording: Wording, retry: kit.Act) -> Card:
    """For when the database cannot be reached. The mail itself is where it always is."""
    text = wording.gettext("The conversations cannot be reached just now. Your mail is not affected.")
    again = Button(wording.gettext("Try again"), retry, is_primary=True)
    return _card(wording, "database-down", wording.gettext("Out of reach"), text, again)


def _card(wording: Wording, name: str, title: str, text: str, *buttons: Button) -> Card:
    widgets: list[Widget] = [Line(text=text)]
    if buttons:
        widgets.append(Buttons(buttons))
    return Card(name=name, title=title, sections=(Section(tuple(widgets)),), language=wording.language)
