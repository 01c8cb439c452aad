"""Pieces that several pages are made of: a conversation in a list, paging, fields with their errors, notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cards import ai_words, words
from cards.company import NOBODY, Others
from cards.kit import (
    Button,
    Buttons,
    Line,
    Open,
    Paragraph,
    Params,
    Span,
    Tone,
    Widget,
)
from cards.view import View
from inbox.choices import SILENT, Behind
from inbox.errors import NotFound
from inbox.mail.text import gist
from inbox.models import ClockKind, MailboxState, Priority, Status
from inbox.overview import Head
from inbox.paging import Page, Slice, cursor
from inbox.translation import N_
from inbox.views import Listed

SUBJECT, GIST, NAME, OUR_NAME = 100, 140, 28, 20
_GIST_IN_LIST = 90
_IN_A_ROW, _ROOM, _AROUND = 3, 39, 5
"""Buttons in a row at most, letters in a row at most, and what a button takes beside its words, in letters."""
BACK = {"back": "1"}
"""Goes with presses on forms, which are put in front of the conversation."""
HERE = {"here": "1"}
"""Goes with pages that take the place of the one in view."""
_LARGEST = 2**63 - 1
_SOON = 3600
"""Seconds before a promise is due from which on that is shown as a warning."""


def person(name: str, address: str) -> str:
    """Somebody with their address."""
    return f"{name} ({address})" if name and name != address else address


def number(params: Params, name: str) -> int:
    """An id among a page's params; what is none is not found."""
    written = params.get(name, "")
    if not (written.isascii() and written.isdecimal()) or int(written) > _LARGEST:
        raise NotFound(N_("This does not exist, or you have no access to it."))
    return int(written)


def part(params: Params) -> Slice:
    """Which part of a list a page's params ask for."""
    return Slice(cursor(params.get("older", "")), cursor(params.get("newer", "")))


def carried(view: View, head: Head) -> Params:
    """What goes with every press on a card about a conversation."""
    return {"conversation": str(head.id), "version": str(head.version), "drawn": view.drawn}


def subject(view: View, text: str) -> str:
    """A subject to show."""
    return gist(text, SUBJECT) or view.gettext("(no subject)")


def conversation_lines(view: View, listed: Sequence[Listed]) -> tuple[Line, ...]:
    """Conversations in a list, with who is at them just now."""
    others = view.company.at([one.id for one in listed])
    return tuple(conversation_line(view, one, others.get(one.id, NOBODY)) for one in listed)


def conversation_line(view: View, one: Listed, others: Others = NOBODY) -> Line:
    """A conversation in a list: who wrote when and what, and where it stands."""
    about = subject(view, one.subject)
    preview = gist(one.preview, _GIST_IN_LIST)
    due = ("\n", promise) if (promise := due_in(view, one)) else ()
    said = (Span(about, bold=True), *_sign(view, one), *((f"\n{preview}",) if preview else ()), *due)
    return Line(
        text=said if len(said) > 1 else Span(about, bold=True),
        above=f"{gist(one.preview_from, NAME) or one.mailbox} · {view.age(one.last_inbound_at or one.last_message_at)}",
        below=" · ".join([*words.company(view, others), *_standing(view, one)]),
        act=Open("conversation", {"conversation": str(one.id)}),
    )


def _sign(view: View, one: Listed) -> tuple[str | Span, ...]:
    """An urgent sign that nobody has seen to."""
    told = f"⚠ {ai_words.sign(view, one.sign)}" if one.sign else ""
    return ("\n", Span(told, bold=True, tone=Tone.DANGER)) if told else ()


def due_in(view: View, one: Listed | Head) -> Span | None:
    """When the first promise is due, as it is this minute, in words as well as in colour."""
    if one.due_at is None:
        return None
    what = view.gettext(words.CLOCKS[ClockKind(one.due_kind)])
    seconds = int((one.due_at - view.now).total_seconds())
    if seconds < 0:
        late = {"what": what, "time": view.wording.length(-seconds)}
        return Span(view.gettext("Overdue: %(what)s, by %(time)s") % late, tone=Tone.DANGER)
    left = {"what": what, "time": view.wording.length(seconds)}
    return Span(view.gettext("%(what)s due in %(time)s") % left, tone=Tone.WARNING if seconds < _SOON else None)


def _standing(view: View, one: Listed) -> list[str]:
    standing = [view.gettext("Quarantine") if one.is_quarantined else words.status(view, one.status)]
    if one.snoozed_until is not None and one.status is Status.PENDING:
        standing = [view.gettext("Snoozed until %(time)s") % {"time": view.moment(one.snoozed_until)}]
    if one.status_reason:
        standing.append(words.reason(view, one.status_reason))
    if one.crossed_at is not None:
        standing.append(view.gettext("⚠ replies crossed"))
    standing.append(one.assignee or view.gettext("nobody assigned"))
    if one.priority is not Priority.NORMAL:
        standing.append(view.gettext("Priority: %(priority)s") % {"priority": words.priority(view, one.priority)})
    return standing


def pager(view: View, page: Page[Any], name: str, params: Params) -> tuple[Widget, ...]:
    """Buttons to what is newer and older; nothing when all is in view."""
    places = ((view.gettext("‹ Newer"), "newer", page.newer), (view.gettext("Older ›"), "older", page.older))
    buttons = tuple(
        Button(text, Open(name, {**params, **HERE, turn: str(place)})) for text, turn, place in places if place
    )
    return (Buttons(buttons),) if buttons else ()


def in_rows(*buttons: Button) -> tuple[Buttons, ...]:
    """Buttons in rows that are short enough for a sidebar, in any language."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        if rows and _fits(*rows[-1], button):
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return tuple(Buttons(row) for row in rows)


def _fits(*row: Button) -> bool:
    return len(row) <= _IN_A_ROW and sum(len(one.text) + _AROUND for one in row) <= _ROOM


def field(view: View, widget: Widget, name: str) -> tuple[Widget, ...]:
    """A field, and above it what is wrong with what was typed into it."""
    error = view.form.errors.get(name)
    return (warning(error), widget) if error else (widget,)


def warning(text: str) -> Line:
    """Something that must not be overlooked."""
    return Line(text=Span(f"⚠ {text}", tone=Tone.DANGER))


def quiet(text: str) -> Paragraph:
    """Something said in passing."""
    return Paragraph(Span(text, tone=Tone.QUIET))


def lateness(view: View, mailboxes: Iterable[Behind]) -> tuple[Widget, ...]:
    """What may be missing, and why."""
    notices = [warning(_behind(view, one)) for one in mailboxes]
    if view.may_be_late:
        notices.insert(0, warning(view.gettext("This may be out of date: news cannot be fetched just now.")))
    return tuple(notices)


def is_behind(view: View, state: MailboxState, synced_at: datetime | None) -> bool:
    """Whether mail may be missing of a mailbox."""
    return state is not MailboxState.LIVE or (synced_at is not None and view.now - synced_at > SILENT)


def _behind(view: View, one: Behind) -> str:
    values = {"mailbox": one.name, "done": one.progress.get("done", 0), "total": one.progress.get("total", 0)}
    if one.state in (MailboxState.BACKFILL, MailboxState.RESYNC) and values["total"]:
        text = view.gettext("%(mailbox)s: mail is being fetched, %(done)s of about %(total)s so far.")
    elif one.state is MailboxState.LIVE and is_behind(view, one.state, one.synced_at):
        text = view.gettext("%(mailbox)s was last checked %(age)s; newer mail may be missing.")
        values["age"] = view.age(one.synced_at or view.now)
    elif one.state is MailboxState.LIVE:
        text = view.gettext("%(mailbox)s: no push tells of new mail; it comes late, when the mailbox is asked.")
    elif one.state is MailboxState.DISCONNECTED:
        text = view.gettext("%(mailbox)s is disconnected: new mail does not arrive here until an admin mends it.")
    elif one.state is MailboxState.PAUSED:
        text = view.gettext("%(mailbox)s is paused: new mail does not arrive here.")
    else:
        text = view.gettext("%(mailbox)s is not synced yet; its mail will appear here soon.")
    notice = text % values
    return f"{notice} {one.reason}" if one.reason and view.viewer.is_admin else notice
