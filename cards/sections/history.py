"""Who did what: the last events of a conversation."""

from __future__ import annotations

from cards import sentences, words
from cards.kit import Button, Buttons, Line, Open, Section
from cards.view import View
from inbox.overview import Head
from inbox.paging import Page
from inbox.timeline import Happening, Names

SHOWN = 3


def section(view: View, head: Head, page: Page[Happening], names: Names) -> Section:
    """The last events, and the way to all of them."""
    if not page.items:
        return Section(())
    lines = tuple(line(view, one, names) for one in page.items)
    timeline = Button(view.gettext("Timeline"), Open("timeline", {"conversation": str(head.id)}))
    title = view.gettext("Who did what")
    return Section((*lines, Buttons((timeline,))) if page.older else lines, title=title)


def line(view: View, one: Happening, names: Names) -> Line:
    """One event: what, when, and through which door."""
    return Line(
        text=sentences.sentence(view, one, names),
        above=f"{view.moment(one.at)} · {view.gettext(words.DOORS[one.door])}",
    )
