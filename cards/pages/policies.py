"""What is promised, in the order in which it holds; for leads and admins."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import Button, Buttons, Card, Line, Open, Params, Press, Section, Widget
from cards.view import View
from inbox import promising
from inbox.clocks import choosing
from inbox.configuration.promise_parts import ALWAYS, PolicyPart
from inbox.models import ClockKind
from inbox.promising import Names


def draw(session: Session, view: View, _params: Params) -> Card:
    """All policies in force, with the buttons that change their order."""
    rows = promising.listed(session, view.viewer)
    told = [choosing.part_of(row) for row in rows]
    names = promising.names(session, view.viewer, told)
    widgets: list[Widget] = [parts.quiet(view.gettext("The first policy that fits a conversation holds."))]
    for place, part in enumerate(told):
        widgets += _policy(view, part, names, place, len(rows))
    if not rows:
        widgets.append(Line(text=view.gettext("Nothing is promised yet.")))
    return Card(
        name="policies",
        title=view.gettext("Promises"),
        sections=(
            Section(tuple(widgets)),
            Section((Buttons((Button(view.gettext("New policy…"), Open("policy")),)),)),
        ),
        carries={"drawn": view.drawn},
    )


def promise(view: View, part: PolicyPart) -> str:
    """What a policy promises, in a line."""
    lengths = {
        ClockKind.FIRST_RESPONSE: part.first_response,
        ClockKind.NEXT_RESPONSE: part.next_response,
        ClockKind.RESOLUTION: part.resolution,
    }
    told = [f"{view.gettext(words.CLOCKS[kind])}: {length}" for kind, length in lengths.items() if length]
    return " · ".join([*told, *([view.gettext("round the clock")] if part.calendar == ALWAYS else [])])


def _policy(view: View, part: PolicyPart, names: Names, place: int, count: int) -> list[Widget]:
    here = {"policy": part.key}
    buttons = [
        *([Button(view.gettext("Up"), Press("move-policy", {**here, "places": "-1"}))] if place else []),
        *([Button(view.gettext("Down"), Press("move-policy", {**here, "places": "1"}))] if place < count - 1 else []),
    ]
    line = Line(
        text=promise(view, part),
        above=part.name,
        below=when(view, part, names),
        button=Button(view.gettext("Edit…"), Open("policy", here)),
    )
    return [line, *([Buttons(tuple(buttons))] if buttons else [])]


def when(view: View, part: PolicyPart, names: Names) -> str:
    """Which conversations it fits, in a line, by the names that staff know."""
    named = part.when

    def known(field: str) -> list[str]:
        return [names[field].get(key, key) for key in getattr(named, field)]

    told = [
        (view.gettext("mailbox"), known("mailboxes")), (view.gettext("team"), known("teams")),
        (view.gettext("category"), known("categories")), (view.gettext("tag"), known("tags")),
        (view.gettext("priority"), [words.priority(view, one) for one in named.priorities]),
        (view.gettext("contact"), named.contacts),
    ]  # fmt: skip
    said = [f"{what}: {', '.join(values)}" for what, values in told if values]
    return " · ".join(said) or view.gettext("all conversations")
