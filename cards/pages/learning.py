"""What the AI learns: the categories with their examples, and the versions of what was learnt; for leads."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Line, Open, Params, Press, Section, Span
from cards.parts import HERE
from cards.view import View
from inbox import learning
from inbox.learning import Taught, Version
from inbox.mail.text import gist

_MOST = 60
ENOUGH = 5
"""So many examples a category should have to be told from others."""


def draw(session: Session, view: View, _params: Params) -> Card:
    """Both, with the button that puts another version into use."""
    taught, versions = learning.look(session, view.viewer)
    nothing = parts.quiet(view.gettext("There are no categories. They stand in the organization's file."))
    unlearnt = parts.quiet(view.gettext("Nothing was learnt yet. It is learnt a few minutes after a file is applied."))
    about = view.gettext(
        "Every suggestion that somebody accepts or changes is an example, for this organization alone. After some of "
        "them a new version is made; it is used if it is no worse than the one before."
    )
    return Card(
        name="learning",
        title=view.gettext("What the AI learns"),
        sections=(
            Section((parts.quiet(about),)),
            Section(
                tuple(_category(view, one) for one in taught[:_MOST]) or (nothing,), title=view.gettext("Categories")
            ),
            Section(tuple(_version(view, one) for one in versions) or (unlearnt,), title=view.gettext("Versions")),
        ),
        menu=(Button(view.gettext("Refresh"), Open("learning", HERE)),),
        carries={"drawn": view.drawn},
    )


def _category(view: View, one: Taught) -> Line:
    told = view.gettext("%(written)s examples in the file, %(decided)s by staff")
    counted = told % {"written": one.written, "decided": one.decided}
    if one.written + one.decided < ENOUGH:
        few = view.gettext("fewer than %(count)s: it may often be mistaken") % {"count": ENOUGH}
        counted = f"{counted} · {few}"
    return Line(
        text=Span(gist(one.name, parts.NAME), bold=True), above=gist(one.sentence, parts.SUBJECT), below=counted
    )


def _version(view: View, one: Version) -> Line:
    told = [view.age(one.trained_at)]
    told.append(view.ngettext("%(count)d example by staff", "%(count)d examples by staff", one.examples))
    if "accuracy" in one.measured:
        values = {"percent": round(one.measured["accuracy"] * 100), "held": round(one.measured.get("held", 0))}
        told.append(view.gettext("%(percent)s %% of %(held)s held back were right") % values)
    use = Button(view.gettext("Use this one"), Press("use-version", {"version": str(one.version)}))
    in_use = [view.gettext("in use")] if one.is_current else []
    name = view.gettext("Version %(version)s") % {"version": one.version}
    return Line(
        text=Span(" · ".join([name, *in_use]), bold=one.is_current), below=" · ".join(told),
        button=None if one.is_current else use,
    )  # fmt: skip
