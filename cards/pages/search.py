"""What a search found."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards.kit import Card, Line, Params, Section
from cards.pages.home import search_box
from cards.parts import HERE, conversation_lines, pager, part
from cards.view import View
from inbox import search

_LONGEST = 200


def draw(session: Session, view: View, params: Params) -> Card:
    """Conversations that hold every word of the query."""
    query = params.get("query", "").strip()[:_LONGEST]
    page = search.conversations(session, view.viewer, query, part(params))
    rows = conversation_lines(view, page.items)
    return Card(
        name="search",
        title=view.gettext("Search"),
        subtitle=query,
        sections=(
            Section(search_box(view, query, **HERE)),
            Section((*(rows or (_nothing(view, query),)), *pager(view, page, "search", {"query": query}))),
        ),
        carries={"drawn": view.drawn},
    )


def _nothing(view: View, query: str) -> Line:
    if not query:
        return Line(text=view.gettext("Type what you look for: a name, a subject, a tag, a word."))
    text = view.gettext("Nothing holds all of these words. Try fewer words, or only the beginning of the last one.")
    return Line(text=text)
