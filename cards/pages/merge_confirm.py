"""The last question before two conversations become one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import Button, Card, Footer, Line, Open, Params, Press, Section
from cards.view import View
from inbox import overview
from inbox.overview import Head


def draw(session: Session, view: View, params: Params) -> Card:
    """Which goes into which, and what will happen."""
    source = overview.head(session, view.viewer, parts.number(params, "conversation"))
    target = overview.head(session, view.viewer, parts.number(params, "target"))
    here = {"conversation": str(source.id)}
    explained = view.gettext(
        "Its messages and notes move over, and later replies follow them. Nobody outside is told. This can be undone."
    )
    merge = Press("merge", {**parts.BACK, "target": str(target.id)})
    return Card(
        name="merge-confirm",
        title=view.gettext("Merge these two?"),
        sections=(
            Section(
                (
                    _line(view, source, view.gettext("This conversation")),
                    _line(view, target, view.gettext("goes into")),
                    parts.quiet(explained),
                )
            ),
        ),
        footer=Footer(
            Button(view.gettext("Merge"), merge, is_primary=True),
            Button(view.gettext("Choose another"), Open("merge", {**here, **parts.HERE})),
        ),
        carries=parts.carried(view, source),
    )


def _line(view: View, head: Head, above: str) -> Line:
    facts = (head.contact or "", words.status(view, head.status), head.assignee or view.gettext("nobody assigned"))
    return Line(
        text=parts.subject(view, head.subject),
        above=above,
        below=" · ".join(fact for fact in facts if fact),
    )
