"""One's own day: what is overdue, what is due today, what else is open, what wakes."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Line, Open, Params, Section
from cards.parts import HERE
from cards.view import View
from inbox import board
from inbox.models import Status
from inbox.views import Listed

_MOST = 50


def draw(session: Session, view: View, _params: Params) -> Card:
    """What is on the viewer until the end of the day, where they are."""
    midnight = _midnight(view)
    found = board.mine(session, view.viewer, until=midnight, limit=_MOST)
    late = [one for one in found if one.due_at is not None and one.due_at < view.now]
    today = [one for one in found if one.due_at is not None and view.now <= one.due_at < midnight]
    later = [one for one in found if one.due_at is None or one.due_at >= midnight]
    rest = [one for one in later if one.status is not Status.PENDING]
    waking = [one for one in later if one.status is Status.PENDING]
    sections = [
        _section(view, view.gettext("Overdue"), late), _section(view, view.gettext("Due today"), today),
        _section(view, view.gettext("Open"), rest), _section(view, view.gettext("Wakes today"), waking),
    ]  # fmt: skip
    nothing = Section((Line(text=view.gettext("Nothing waits for you. Look under Unassigned for more.")),))
    more = Section((parts.quiet(view.gettext("There is more; the list “Mine” shows all of it.")),))
    return Card(
        name="my-day",
        title=view.gettext("My day"),
        subtitle=view.day(view.now),
        sections=(*(sections if found else (nothing,)), *((more,) if len(found) == _MOST else ())),
        menu=(Button(view.gettext("Refresh"), Open("my-day", HERE)),),
        carries={"drawn": view.drawn},
    )


def _section(view: View, title: str, found: list[Listed]) -> Section:
    return Section(parts.conversation_lines(view, found), title=f"{title} ({len(found)})" if found else "")


def _midnight(view: View) -> datetime:
    """The end of the viewer's day."""
    zone = view.wording.zone
    tomorrow = view.now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=zone)
