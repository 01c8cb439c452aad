"""Putting a conversation out of sight until a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Choice, Day, Footer, Line, Option, Params, Press, Section
from cards.view import View
from inbox import overview
from inbox.errors import Invalid
from inbox.translation import N_

_MORNING = time(9)
_LATER = timedelta(hours=3)
_QUARTER = 15
_HOURS = tuple(f"{hour:02}:00" for hour in range(6, 23))
_MONDAY = 7


def draw(session: Session, view: View, params: Params) -> Card:
    """Three times at a tap, or a day and an hour."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    hour = view.form.text("hour", _HOURS[3])
    hours = tuple(Option(one, view.wording.clock(int(one[:2])), one == hour) for one in _HOURS)
    return Card(
        name="snooze",
        title=view.gettext("Snooze"),
        subtitle=parts.subject(view, head.subject),
        sections=(
            Section(tuple(_line(view, key, text) for key, text in _KEYS.items())),
            Section(
                (
                    *parts.field(view, Day("day", view.gettext("Day"), _day(view)), _wrong(view)),
                    *parts.field(view, Choice("hour", view.gettext("Time"), hours), "hour"),
                ),
                title=view.gettext("Another time"),
            ),
        ),
        footer=Footer(Button(view.gettext("Snooze"), Press("snooze", parts.BACK), is_primary=True)),
        carries=parts.carried(view, head),
    )


def moment(view: View, key: str, day: date | None, hour: time | None) -> datetime:
    """The time that was chosen, where the viewer is: one of the three, or a day with an hour."""
    local = view.now.astimezone(view.wording.zone)
    if key == "later-today":
        later = (view.now + _LATER).astimezone(view.wording.zone)
        return later.replace(minute=later.minute // _QUARTER * _QUARTER, second=0, microsecond=0).astimezone(UTC)
    if key == "tomorrow":
        return _at(view, local.date() + timedelta(days=1), _MORNING)
    if key == "next-week":
        return _at(view, local.date() + timedelta(days=_MONDAY - local.weekday()), _MORNING)
    if day is None:
        raise Invalid(N_("Choose a day."), field="day")
    return _at(view, day, hour or _MORNING)


def _at(view: View, day: date, hour: time) -> datetime:
    try:
        return datetime.combine(day, hour, tzinfo=view.wording.zone).astimezone(UTC)
    except OverflowError:
        raise Invalid(N_("Choose a day."), field="day") from None


def _day(view: View) -> date:
    """The day that was chosen before, else tomorrow."""
    try:
        return date.fromisoformat(view.form.text("day"))
    except ValueError:
        return view.now.astimezone(view.wording.zone).date() + timedelta(days=1)


def _wrong(view: View) -> str:
    """What is complained of above the day: the day, or the moment that it makes with the hour."""
    return "until" if "until" in view.form.errors else "day"


_KEYS = {
    "later-today": N_("Later today"),
    "tomorrow": N_("Tomorrow morning"),
    "next-week": N_("Next week"),
}


def _line(view: View, key: str, text: str) -> Line:
    return Line(
        text=view.gettext(text),
        below=view.wording.weekday(moment(view, key, None, None)),
        act=Press("snooze", {**parts.BACK, "until": key}),
    )
