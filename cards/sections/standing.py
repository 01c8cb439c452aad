"""Where a conversation stands: status, assignee, priority, category, tags, and the buttons that change them."""

from __future__ import annotations

from cards import parts, words
from cards.kit import Button, Icon, Line, Open, Press, Section, Span, Text, Widget
from cards.view import View
from inbox.models import Priority, Status
from inbox.overview import Head


def section(view: View, head: Head) -> Section:
    """Its state, then what can be done with one click."""
    widgets: list[Widget] = [
        Line(text=_status(view, head), above=view.gettext("Status"), icon=Icon.STATUS),
        Line(text=_assignee(view, head), above=view.gettext("Assignee"), icon=Icon.ASSIGNEE),
        Line(
            text=_sorting(view, head),
            above=view.gettext("Priority, category, tags"),
            icon=Icon.TAG,
            button=Button(view.gettext("Edit…"), Open("edit", {"conversation": str(head.id)})),
        ),
        *_due(view, head),
        *parts.in_rows(*_buttons(view, head)),
    ]
    return Section(tuple(widgets))


def _due(view: View, head: Head) -> tuple[Widget, ...]:
    due = parts.due_in(view, head)
    why = Button(view.gettext("Why?"), Open("due", {"conversation": str(head.id)}))
    return (Line(text=due, above=view.gettext("Promised"), icon=Icon.STATUS, button=why),) if due else ()


def _buttons(view: View, head: Head) -> list[Button]:
    here = {"conversation": str(head.id)}
    buttons = [Button(view.gettext("Reply…"), Open("reply", here))]
    if head.assignee_id != view.viewer.person_id:
        buttons.append(Button(view.gettext("Take"), Press("take"), is_primary=head.assignee_id is None))
    buttons.append(Button(view.gettext("Assign…"), Open("assign", here)))
    if head.status is not Status.PENDING:
        buttons.append(Button(view.gettext("Pending"), Press("set-pending")))
    if head.status is not Status.OPEN:
        buttons.append(Button(view.gettext("Reopen"), Press("reopen")))
    if head.status is not Status.CLOSED:
        buttons.append(Button(view.gettext("Close"), Press("close")))
    buttons.append(Button(view.gettext("Snooze…"), Open("snooze", here)))
    buttons.append(Button(view.gettext("Note…"), Open("note", here)))
    return buttons


def _status(view: View, head: Head) -> Text:
    status = Span(words.status(view, head.status), bold=True)
    if head.status is Status.PENDING and head.snoozed_until is not None:
        return status, " · " + view.gettext("snoozed until %(time)s") % {"time": view.moment(head.snoozed_until)}
    return (status, f" · {words.reason(view, head.status_reason)}") if head.status_reason else status


def _assignee(view: View, head: Head) -> Text:
    if head.assignee_id is None:
        return view.gettext("Nobody yet")
    name = Span(head.assignee or "", bold=True)
    return (name, " · " + view.gettext("you")) if head.assignee_id == view.viewer.person_id else name


def _sorting(view: View, head: Head) -> Text:
    priority = words.priority(view, head.priority)
    names = ", ".join(head.tags) or view.gettext("no tags")
    category = head.category or view.gettext("no category")
    rest = f" · {category} · {names}"
    return (Span(priority, bold=True), rest) if head.priority is not Priority.NORMAL else priority + rest
