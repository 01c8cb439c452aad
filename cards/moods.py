"""How moods, shares and weeks are put in words: never a bar or a colour alone."""

from __future__ import annotations

from datetime import date

from cards.kit import Line, Span, Tone
from cards.view import View
from inbox.insights import looking
from inbox.insights.counting import UNHAPPY
from inbox.translation import N_

_WORDS = (
    (-0.6, N_("very unhappy"), Tone.DANGER), (UNHAPPY, N_("unhappy"), Tone.WARNING), (0.2, N_("neutral"), None),
    (0.6, N_("friendly"), Tone.GOOD), (2.0, N_("very friendly"), Tone.GOOD),
)  # fmt: skip
_TONES = ((-0.3, N_("curt")), (0.3, N_("matter-of-fact")), (2.0, N_("warm")))
_BARS = "▁▂▃▄▅▆▇█"


def off(view: View) -> Line:
    """What stands in their place where an organization does not look back."""
    return Line(text=view.gettext(looking.OFF))


def mood(view: View, sentiment: float) -> Span:
    """A mood from -1 to 1 in a word."""
    said, tone = next((said, tone) for limit, said, tone in _WORDS if sentiment < limit)
    return Span(view.gettext(said), tone=tone)


def tone(view: View, value: float) -> str:
    """The tone of replies, from -1 to 1, in a word."""
    return view.gettext(next(said for limit, said in _TONES if value < limit))


def course(values: list[float], *, low: float, high: float) -> str:
    """Numbers as a row of small bars; what they say stands in words beside it."""
    step = (high - low) / (len(_BARS) - 1)
    return "".join(_BARS[min(len(_BARS) - 1, max(0, round((value - low) / step)))] for value in values)


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent."""
    return f"{round(100 * part / whole)} %" if whole else "–"


def week(view: View, monday: date) -> str:
    """A week by its Monday."""
    return view.gettext("week of %(day)s") % {"day": view.wording.date(monday)}
