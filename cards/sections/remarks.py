"""Internal notes as lines; one's own can be changed."""

from __future__ import annotations

import re

from cards.kit import Button, Buttons, Icon, Line, Open, Section, Span, Text
from cards.view import View
from inbox.mail.text import truncate
from inbox.overview import Head, Noted
from inbox.paging import Page

SHOWN = 3
_LONGEST = 600
_LINK = re.compile(r"https://[^\s<>\"]+[^\s<>\".,;:!?)\]}']")


def section(view: View, head: Head, page: Page[Noted]) -> Section:
    """The newest notes, and the way to all of them."""
    if not page.items:
        return Section(())
    lines = tuple(line(view, head.id, one) for one in page.items)
    every = Button(view.gettext("All notes"), Open("notes", {"conversation": str(head.id)}))
    return Section((*lines, Buttons((every,))) if page.older else lines, title=view.gettext("Notes"))


def line(view: View, conversation_id: int, one: Noted, longest: int = _LONGEST) -> Line:
    """One note."""
    edit = Open("note", {"conversation": str(conversation_id), "note": str(one.id)})
    facts = (one.author, view.age(one.created_at), view.gettext("changed") if one.edited_at else "")
    return Line(
        text=_with_links(truncate(one.text, longest)),
        above=" · ".join(fact for fact in facts if fact),
        icon=Icon.NOTE,
        icon_says=view.gettext("Note"),
        button=Button(view.gettext("Change…"), edit) if one.author_id == view.viewer.person_id else None,
    )


def _with_links(text: str) -> Text:
    """The text, its https addresses as links."""
    spans: list[str | Span] = []
    place = 0
    for match in _LINK.finditer(text):
        spans += [text[place : match.start()], Span(match.group(), link=match.group())]
        place = match.end()
    return (*spans, text[place:]) if spans else text
