"""What was typed into a reply, said otherwise: to be read before it takes the place of what was typed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Footer, Open, Params, Section, Widget
from cards.pages.reply import KIND
from cards.sections import copilot as written
from cards.view import View
from inbox import copilot, overview
from inbox.models import CopilotQuestion
from inbox.translation import N_

KEPT = ("message", "seen", "outgoing", KIND)
"""What the form of the reply is to know again when it comes back."""
MANNERS = {
    "shorter": N_("Shorter"), "warmer": N_("Warmer"), "plainer": N_("Plainer"), "translate": N_("Translated"),
}  # fmt: skip


def draw(session: Session, view: View, params: Params) -> Card:
    """The text of the question that the params name, in the manner that was asked for."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    row = copilot.own(session, view.viewer, parts.number(params, "copilot"), head.id)
    here = {name: params[name] for name in ("copilot", *KEPT) if params.get(name)}
    here |= {"conversation": str(head.id)}
    return Card(
        name="rewritten",
        title=view.gettext(MANNERS.get(row.manner if row else "", N_("Say it otherwise"))),
        subtitle=parts.subject(view, head.subject),
        sections=(Section(_notices(view, row, here)), *_text(view, row)),
        footer=_footer(view, row, here),
        carries={**parts.carried(view, head), **here},
        again=Open("rewritten", {**here, **parts.HERE}),
        is_waiting=row is not None and row.is_waiting,
    )


def _notices(view: View, row: CopilotQuestion | None, here: Params) -> tuple[Widget, ...]:
    if row is None:
        return (parts.warning(view.gettext(copilot.GONE)),)
    return written.standing(view, row, "rewritten", here)


def _text(view: View, row: CopilotQuestion | None) -> tuple[Section, ...]:
    """The new text, then the old one to compare it with."""
    if row is None:
        return ()
    before = Section(written.pieces(row.text, ()), title=view.gettext("What you typed"), shows=1)
    if not row.is_ready:
        return (before,)
    text, marks = str(row.answer.get("text", "")), row.answer.get("marks") or []
    return (
        Section((*written.doubts(view, text, marks), *written.pieces(text, marks))),
        before,
        Section((written.written_by(view, row), parts.quiet(view.gettext(written.NOTHING_IS_SENT)))),
    )


def _footer(view: View, row: CopilotQuestion | None, here: Params) -> Footer | None:
    if row is None:
        return None
    mine = Button(view.gettext("Back to my text"), Open("reply", {**here, "mine": "1", **parts.HERE}))
    if not row.is_ready:
        return Footer(mine)
    use = Button(view.gettext("Use in reply"), Open("reply", {**here, **parts.HERE}), is_primary=True)
    return Footer(use, mine)
