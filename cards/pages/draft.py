"""A reply that was drafted, to be read before it is put into the form: its text, its sources, what to check."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Footer, Icon, Line, Open, Params, Press, Section, Widget
from cards.sections import copilot as written
from cards.view import View
from inbox import copilot, overview, replying
from inbox.models import CopilotKind, CopilotQuestion, CopilotState
from inbox.replying import Fence
from inbox.translation import N_

_SOURCES = {
    "template": (N_("Template"), "template", "template"),
    "article": (N_("Article"), "article", "article"),
}
"""By how its key begins: what a source is called, the page that shows it, and the param that names it there."""


def draw(session: Session, view: View, params: Params) -> Card:
    """The viewer's newest draft for the conversation that the params name, or the way to one."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    now = replying.newest(session, head.id)
    row = copilot.last(session, view.viewer, head.id, CopilotKind.DRAFT)
    here = {"conversation": str(head.id)}
    use = Open("reply", {**here, "copilot": str(row.id), **parts.HERE}) if row is not None else None
    is_ready = row is not None and row.is_ready
    return Card(
        name="draft",
        title=view.gettext("Draft"),
        subtitle=parts.subject(view, head.subject),
        sections=(Section(_notices(view, row, now, here)), *_draft(view, row, now)),
        footer=Footer(Button(view.gettext("Use in reply"), use, is_primary=True)) if use and is_ready else None,
        menu=written.menu(view, row, "draft-reply"),
        carries=parts.carried(view, head),
        again=Open("draft", {**here, **parts.HERE}),
        is_waiting=row is not None and row.is_waiting,
    )


def _notices(view: View, row: CopilotQuestion | None, now: Fence, here: Params) -> tuple[Widget, ...]:
    if row is None:
        return parts.in_rows(_ask(view, N_("Draft a reply")))
    told = written.standing(view, row, "draft", here)
    if row.state is CopilotState.FAILED:
        return (*told, *parts.in_rows(_ask(view, N_("Try again"))))
    if copilot.is_superseded(row, now):
        return (written.superseded(view), *told, *parts.in_rows(_ask(view, N_("Draft anew"))))
    return told


def _ask(view: View, text: str) -> Button:
    return Button(view.gettext(text), Press("draft-reply", parts.HERE), is_primary=True)


def _draft(view: View, row: CopilotQuestion | None, now: Fence) -> tuple[Section, ...]:
    if row is None or not row.is_ready:
        return ()
    text, marks = str(row.answer.get("text", "")), row.answer.get("marks") or []
    return (
        Section((*written.doubts(view, text, marks), *written.pieces(text, marks))),
        Section(_sources(view, row), title=view.gettext("Sources")),
        Section((written.written_by(view, row), parts.quiet(view.gettext(written.NOTHING_IS_SENT)))),
    )


def _sources(view: View, row: CopilotQuestion) -> tuple[Widget, ...]:
    """What it rests on: prepared texts by name, and the mail that it answers."""
    lines: list[Widget] = [
        line for key, name in row.answer.get("sources") or () if (line := _source(view, str(key), str(name)))
    ]
    if letter := row.answer.get("letter"):
        who = str(row.answer.get("who") or "") or view.gettext("Message")
        act = Open("message", {"message": str(letter)})
        lines.append(Line(text=who, above=view.gettext("The mail that it answers"), icon=Icon.MAIL, act=act))
    return tuple(lines) or (parts.quiet(view.gettext("No text of yours fits.")),)


def _source(view: View, key: str, name: str) -> Line | None:
    kind, _, number = key.partition(":")
    if kind not in _SOURCES or not number.isdecimal():
        return None
    label, page, param = _SOURCES[kind]
    return Line(text=name, above=view.gettext(label), icon=Icon.NOTE, act=Open(page, {param: number}))
