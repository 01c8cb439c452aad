"""Who did what: the last events of a conversation."""

from __future__ import annotations

from cards import sentences, words
from cards.kit import Button, Buttons, Line, Open, Press, Section
from cards.view import View
from inbox.models import Door, EventKind, FindingState
from inbox.overview import Head
from inbox.paging import Page
from inbox.timeline import Happening, Names

SHOWN = 3


def section(view: View, head: Head, page: Page[Happening], names: Names) -> Section:
    """The last events, and the way to all of them."""
    if not page.items:
        return Section(())
    lines = tuple(line(view, one, names, head) for one in page.items)
    timeline = Button(view.gettext("Timeline"), Open("timeline", {"conversation": str(head.id)}))
    title = view.gettext("Who did what")
    return Section((*lines, Buttons((timeline,))) if page.older else lines, title=title)


def line(view: View, one: Happening, names: Names, head: Head, **where: str) -> Line:
    """One event: what, when, and through which door; what the AI did can be undone. `where` an answer is to lead."""
    press = _undoing(one, head)
    return Line(
        text=sentences.sentence(view, one, names),
        above=f"{view.moment(one.at)} · {view.gettext(words.DOORS[one.door])}",
        button=Button(view.gettext("Undo"), Press(press[0], {"finding": press[1], **where})) if press else None,
    )


def _undoing(one: Happening, head: Head) -> tuple[str, str] | None:
    """The action that takes back what the AI did, and the finding that it rests on, as long as it stands."""
    if one.door is not Door.AI:
        return None
    if one.kind is EventKind.CATEGORIZED:
        done = (read for read in head.found if read.state is FindingState.APPLIED)
        return next((("undo-suggestion", str(read.id)) for read in done), None)
    if one.kind is EventKind.PRIORITIZED:
        return next((("calm-signs", str(read.id)) for read in head.found if read.was_raised), None)
    return None
