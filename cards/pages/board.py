"""How the work stands, for those who answer for others: load, who waits longest, what is due within the hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Line, Open, Params, Section, Span, Tone
from cards.parts import HERE
from cards.view import View
from inbox import board
from inbox.board import PersonLoad, TeamLoad
from inbox.views import Listed

_COMING = 10
_OLDEST = 5
_PEOPLE = 8


def draw(session: Session, view: View, _params: Params) -> Card:
    """All of it as it is this minute."""
    teams = board.teams(session, view.viewer, now=view.now)
    people = board.people(session, view.viewer, now=view.now)
    coming = board.coming(session, view.viewer, now=view.now, limit=_COMING)
    oldest = board.oldest(session, view.viewer, limit=_OLDEST)
    calm = (Line(text=view.gettext("Nothing is overdue, and nothing will be within the hour.")),)
    nobody = (Line(text=view.gettext("Nobody is in your teams yet.")),)
    return Card(
        name="board",
        title=view.gettext("How the work stands"),
        sections=(
            Section(
                parts.conversation_lines(view, coming) or calm, title=view.gettext("Overdue or due within the hour")
            ),
            *((Section(_oldest(view, oldest), title=view.gettext("Unanswered for longest")),) if oldest else ()),
            Section(tuple(_team(view, one) for one in teams), title=view.gettext("Teams")),
            Section(
                tuple(_person(view, one) for one in people) or nobody,
                title=view.gettext("People"),
                shows=_PEOPLE if len(people) > _PEOPLE else None,
            ),
        ),
        menu=(Button(view.gettext("Refresh"), Open("board", HERE)),),
        carries={"drawn": view.drawn},
    )


def _oldest(view: View, found: Sequence[Listed]) -> tuple[Line, ...]:
    """Since when they wait goes before who wrote last."""
    lines = zip(found, parts.conversation_lines(view, found), strict=True)
    since = view.gettext("waits since %(time)s")
    return tuple(replace(line, above=since % {"time": view.moment(one.listed_at)}) for one, line in lines)


def _team(view: View, one: TeamLoad) -> Line:
    since = one.waiting_since
    waits = view.gettext("somebody waits since %(time)s") % {"time": view.moment(since)} if since else ""
    open_ = view.ngettext("%(count)d open", "%(count)d open", one.open)
    unassigned = view.ngettext("%(count)d of nobody", "%(count)d of nobody", one.unassigned)
    return Line(
        text=_late(view, f"{open_} · {unassigned}", one.overdue, one.soon),
        above=one.name,
        below=waits,
    )


def _person(view: View, one: PersonLoad) -> Line:
    open_ = view.ngettext("%(count)d open", "%(count)d open", one.open)
    return Line(text=_late(view, open_, one.overdue, one.soon), above=one.name)


def _late(view: View, said: str, overdue: int, soon: int) -> tuple[str | Span, ...]:
    near = view.ngettext("%(count)d due within the hour", "%(count)d due within the hour", soon)
    late = view.ngettext("%(count)d overdue", "%(count)d overdue", overdue)
    return (
        said,
        *((" · ", Span(near, tone=Tone.WARNING)) if soon else ()),
        *((" · ", Span(late, bold=True, tone=Tone.DANGER)) if overdue else ()),
    )
