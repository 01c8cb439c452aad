"""Prepared texts to put into the mail that is being written."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Buttons, Card, Icon, Line, Open, Params, Press, Section, Widget
from cards.view import View
from inbox import templates
from inbox.mail.text import gist
from inbox.templates import Offered

_ON_A_PAGE = 40


def draw(session: Session, view: View, params: Params) -> Card:
    """The templates of the viewer's teams; a tap inserts one."""
    start = parts.number(params, "start") if params.get("start") else 0
    to = params.get("to", "")
    found = templates.offered(session, view.viewer, start=start, limit=_ON_A_PAGE + 1)
    widgets: list[Widget] = [_line(view, one, to) for one in found[:_ON_A_PAGE]]
    if len(found) > _ON_A_PAGE:
        more = Open("templates", {"to": to, "start": str(start + _ON_A_PAGE)})
        widgets.append(Buttons((Button(view.gettext("More templates"), more),)))
    nothing = parts.quiet(view.gettext("There are no templates yet. An admin can add some."))
    return Card(
        name="templates",
        title=view.gettext("Insert a template"),
        sections=(Section(tuple(widgets) or (nothing,)),),
        carries={"drawn": view.drawn},
    )


def _line(view: View, one: Offered, to: str) -> Line:
    return Line(
        text=one.name,
        above=one.language,
        below=gist(one.beginning, parts.GIST),
        icon=Icon.NOTE,
        icon_says=view.gettext("Template"),
        act=Press("insert-template", {"template": str(one.id), "to": to}),
    )
