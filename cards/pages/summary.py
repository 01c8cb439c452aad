"""What a conversation comes to: who wants what, what was promised, what is open, each with the mail it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Footer, Icon, Line, Open, Params, Press, Section, Widget
from cards.sections import copilot as written
from cards.view import View
from inbox import copilot, overview, replying
from inbox.mail.text import gist
from inbox.models import CopilotKind, CopilotQuestion, CopilotState
from inbox.replying import Fence
from inbox.translation import N_

_PARTS = (
    ("wanted", N_("Who wants what")),
    ("promised", N_("What we promised")),
    ("open", N_("What is open")),
)


def draw(session: Session, view: View, params: Params) -> Card:
    """The newest summary of the conversation that the params name, or the way to one."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    now = replying.newest(session, head.id)
    row = copilot.last(session, view.viewer, head.id, CopilotKind.SUMMARY)
    here = {"conversation": str(head.id)}
    draft = Button(view.gettext("Draft a reply"), Press("draft-reply", parts.HERE))
    return Card(
        name="summary",
        title=view.gettext("Summary"),
        subtitle=parts.subject(view, head.subject),
        sections=(Section(_notices(view, row, now, here)), *_summary(view, row), Section(_maker(view, row))),
        footer=Footer(draft) if row is not None and row.is_ready else None,
        menu=written.menu(view, row, "summarise"),
        carries=parts.carried(view, head),
        again=Open("summary", {**here, **parts.HERE}),
        is_waiting=row is not None and row.is_waiting,
    )


def _notices(view: View, row: CopilotQuestion | None, now: Fence, here: Params) -> tuple[Widget, ...]:
    if row is None:
        return parts.in_rows(_ask(view, N_("Summarise")))
    told = written.standing(view, row, "summary", here)
    if row.state is CopilotState.FAILED:
        return (*told, *parts.in_rows(_ask(view, N_("Try again"))))
    if copilot.is_superseded(row, now):
        return (written.superseded(view), *told, *parts.in_rows(_ask(view, N_("Summarise anew"))))
    return told


def _ask(view: View, text: str) -> Button:
    return Button(view.gettext(text), Press("summarise", parts.HERE), is_primary=True)


def _summary(view: View, row: CopilotQuestion | None) -> tuple[Section, ...]:
    if row is None or not row.is_ready:
        return ()
    return tuple(
        Section(_points(view, row.answer.get(name) or ()), title=view.gettext(title)) for name, title in _PARTS
    )


def _points(view: View, points: object) -> tuple[Widget, ...]:
    found = [_point(view, one) for one in points] if isinstance(points, list) else []
    return tuple(found) or (parts.quiet(view.gettext("Nothing was found.")),)


def _point(view: View, point: Mapping[str, Any]) -> Line:
    """One statement; a tap shows the mail that it stands in."""
    text, marks, letter = str(point["text"]), point.get("marks") or (), point.get("letter")
    who = gist(str(point.get("who") or ""), parts.NAME)
    if who and not point.get("inbound", True):
        who = view.gettext("%(sender)s (from us)") % {"sender": who}
    doubt = _doubt(view, {str(kind) for _, _, kind in marks})
    act = Open("message", {"message": str(letter)}) if letter else None
    return Line(
        text=written.marked(text, marks), above=who, below=doubt, icon=Icon.MAIL if letter else None,
        icon_says=view.gettext("Message"), act=act,
    )  # fmt: skip


def _doubt(view: View, kinds: set[str]) -> str:
    if kinds - {"link", "address"}:
        return view.gettext("⚠ stands in no mail: check it")
    return view.gettext("⚠ leads elsewhere: check it") if kinds else ""


def _maker(view: View, row: CopilotQuestion | None) -> tuple[Widget, ...]:
    return (written.written_by(view, row),) if row is not None and row.is_ready else ()
