"""Whether people are there: in words, and what is to be decided about those who are on leave."""

from __future__ import annotations

from collections.abc import Sequence

from cards import parts
from cards.kit import Button, Line, Press, Section, Widget
from cards.view import View
from inbox.availability import Colleague, Why
from inbox.models import Leave
from inbox.standing_in import Offer
from inbox.translation import N_

_WHY = {
    Why.PAUSED: (N_("paused"), N_("paused until %(time)s")),
    Why.ON_LEAVE: (N_("on leave"), N_("away until %(time)s")),
    Why.OUT_OF_HOURS: (N_("not at work"), N_("at work again %(time)s")),
}


def why(view: View, one: Colleague) -> str:
    """Why somebody is given nothing now; empty when they are there and may be given more."""
    if one.why is Why.NOTHING:
        return ""
    if one.why is Why.FULL:
        return view.gettext("has as much as fits")
    for_good, until = _WHY[one.why]
    if one.back_at is None:
        return view.gettext(for_good)
    return view.gettext(until) % {"time": view.moment(one.back_at)}


def load(view: View, one: Colleague) -> str:
    """How much they have, and how much they may have."""
    if one.cap is None:
        return view.gettext("%(open)d open") % {"open": one.load}
    return view.gettext("%(open)d open of at most %(cap)d") % {"open": one.load, "cap": one.cap}


def days(view: View, leave: Leave) -> str:
    """From when to when somebody is away."""
    return view.gettext("%(start)s until %(end)s") % {
        "start": view.moment(leave.starts_at), "end": view.moment(leave.ends_at),
    }  # fmt: skip


def offers(view: View, found: Sequence[Offer]) -> Section:
    """What people on leave have left behind, with the buttons that decide; and what was decided, to be undone."""
    widgets: list[Widget] = []
    for one in found:
        leave = {"leave": str(one.leave_id)}
        values = {"name": one.name, "time": view.moment(one.ends_at), "substitute": one.substitute or ""}
        text = view.gettext("%(name)s is on leave until %(time)s.") % values
        if one.is_open:
            waiting = view.ngettext("%(count)d open conversation", "%(count)d open conversations", one.waiting)
            buttons = [Button(view.gettext("To the queue"), Press("leave-to-queue", leave))]
            if one.substitute:
                take = view.gettext("To %(substitute)s") % values
                buttons.insert(0, Button(take, Press("leave-to-substitute", leave), is_primary=True))
            buttons.append(Button(view.gettext("Let them wait"), Press("leave-keep", leave)))
            widgets += [Line(text=text, below=waiting), *parts.in_rows(*buttons)]
        elif one.moved and one.may_undo:
            moved = view.ngettext("%(count)d conversation moved", "%(count)d conversations moved", one.moved)
            button = Button(view.gettext("Give back"), Press("leave-undo", leave))
            widgets.append(Line(text=text, below=moved, button=button))
    return Section(tuple(widgets), title=view.gettext("On leave") if widgets else "")
