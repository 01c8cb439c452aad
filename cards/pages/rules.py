"""The rules, in their order, each with its last week; a tap opens what it did."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Line, Open, Params, Section, Span
from cards.parts import HERE
from cards.view import View
from inbox.mail.text import gist
from inbox.rules import log
from inbox.rules.log import Standing


def draw(session: Session, view: View, _params: Params) -> Card:
    """All rules in force."""
    lines = tuple(_line(view, one) for one in log.standings(session, view.viewer, now=view.now)[:_MOST])
    nothing = parts.quiet(view.gettext("There are no rules. They stand in the organization's file, under `rules`."))
    return Card(
        name="rules",
        title=view.gettext("Rules"),
        subtitle=view.gettext("What is done by itself"),
        sections=(Section(lines or (nothing,)),),
        menu=(Button(view.gettext("Refresh"), Open("rules", HERE)),),
        carries={"drawn": view.drawn},
    )


_MOST = 50


def _line(view: View, one: Standing) -> Line:
    told = view.gettext("done %(done)s of %(all)s times in a week") % {"done": one.done, "all": one.looked_at}
    last = [view.gettext("last %(age)s") % {"age": view.age(one.last_at)}] if one.last_at else []
    return Line(
        text=Span(gist(one.name, parts.SUBJECT), bold=True),
        below=" · ".join([told, *last] if one.is_enabled else [view.gettext("switched off")]),
        act=Open("rule", {"rule": one.key}),
    )
