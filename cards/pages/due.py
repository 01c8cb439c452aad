"""Why something is due when it is: each clock with all that happened to it, in plain sentences."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import Card, Line, Params, Section, Span, Text, Tone, Widget
from cards.view import View
from inbox import overview
from inbox.clocks import courses, explaining, keeping
from inbox.clocks.explaining import Explained, Told
from inbox.models import ClockEventKind, ClockKind, ClockState
from inbox.translation import N_

_ENDS = 3
"""Stretches of working time that are shown from both ends."""
_SHOWN = 6
"""Clocks on the page; older ones are history."""
_HAPPENED = {
    ClockEventKind.RESUME: N_("It went on"),
    ClockEventKind.WARN: N_("It was due soon"),
    ClockEventKind.BREACH: N_("It was overdue"),
}
_BEGAN = {
    ClockKind.FIRST_RESPONSE: N_("The first mail came that waits for a response"),
    ClockKind.NEXT_RESPONSE: N_("A mail came that waits for a response; later ones do not move this"),
    ClockKind.RESOLUTION: N_("The first mail came"),
}
_KEPT = {
    ClockKind.FIRST_RESPONSE: N_("One of us responded"),
    ClockKind.NEXT_RESPONSE: N_("One of us responded"),
    ClockKind.RESOLUTION: N_("It was closed"),
}
_CANCELLED = {
    courses.UNANSWERED: N_("It was closed without a response; that is counted apart"),
    courses.GONE: N_("It was merged or put into quarantine"),
    keeping.RESTATED: N_(
        "Mail that came late, or came or went with a merge, tells another history; a new clock counts"
    ),
}
_PAUSED = {
    "pending": N_("It stood still from here on, where the policy says so: we wait for somebody else"),
    "snoozed": N_("It stood still from here on, where the policy says so: it was snoozed"),
}


def draw(session: Session, view: View, params: Params) -> Card:
    """All clocks of the conversation that the params name."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    clocks = explaining.of_conversation(session, head.id, limit=_SHOWN)
    nothing = Section((parts.quiet(view.gettext("Nothing is promised here, or nothing waits for us.")),))
    return Card(
        name="due",
        title=view.gettext("Why it is due when it is"),
        subtitle=parts.subject(view, head.subject),
        sections=tuple(_section(view, one) for one in clocks) or (nothing,),
        carries=parts.carried(view, head),
    )


def _section(view: View, one: Explained) -> Section:
    lines: list[Widget] = [Line(text=_summary(view, one), above=view.gettext("As it stands"))]
    if counted := one.reckoned.counted(view.now) if one.state is not ClockState.CANCELLED else []:
        lines.append(Line(text=_stretches(view, counted), above=view.gettext("Working time that counts")))
    lines += [Line(text=_sentence(view, one.kind, told), above=view.moment(told.at)) for told in one.events]
    return Section(tuple(lines), title=view.gettext(words.CLOCKS[one.kind]))


def _stretches(view: View, counted: list[tuple[datetime, datetime]]) -> str:
    """The first and the last of them, where there are many."""
    told = [view.wording.stretch(*one) for one in counted]
    return " · ".join(told if len(told) <= 2 * _ENDS else [*told[:_ENDS], "…", *told[-_ENDS:]])


def _summary(view: View, one: Explained) -> Text:
    reckoned = one.reckoned
    if one.state is ClockState.CANCELLED:
        return view.gettext("It counts no more.")
    if reckoned.terms is None:
        return view.gettext("Nothing is promised any more.")
    due = view.gettext("Due: %(time)s") % {"time": view.moment(reckoned.due_at)} if reckoned.due_at else None
    spent = view.wording.working_time(int(reckoned.elapsed(view.now).total_seconds()))
    still = view.gettext("It stands still.") if one.state is ClockState.PAUSED else ""
    never = view.gettext("It is never due: no working time is left in which it could be.")
    target = view.wording.working_time(int(reckoned.terms.target.total_seconds()))
    gone = view.gettext("%(spent)s of %(target)s of working time have gone by") % {"spent": spent, "target": target}
    told = f"{due or still or never} · {gone}"
    if one.state is ClockState.FULFILLED:
        is_late = reckoned.is_late(view.now)
        verdict = view.gettext("Not kept in time") if is_late else view.gettext("Kept in time")
        return (
            Span(verdict, bold=True, tone=Tone.DANGER if is_late else Tone.GOOD),
            " · ",
            told,
        )
    if reckoned.is_late(view.now):
        return Span(view.gettext("Overdue"), bold=True, tone=Tone.DANGER), " · ", told
    return told


def _sentence(view: View, kind: ClockKind, told: Told) -> str:
    match told.kind:
        case ClockEventKind.ACTIVATE:
            return view.gettext(_BEGAN[kind])
        case ClockEventKind.FULFIL:
            return view.gettext(_KEPT[kind])
        case ClockEventKind.CANCEL:
            return view.gettext(_CANCELLED[told.reason])
        case ClockEventKind.PAUSE:
            return view.gettext(_PAUSED[told.reason])
        case ClockEventKind.APPLY_POLICY:
            return _promise(view, told)
        case _:
            said = view.gettext(_HAPPENED[told.kind])
            silent = view.gettext("nothing was done, for that was past when it was first seen here")
            return f"{said} ({silent})" if told.reason == keeping.SILENT else said


def _promise(view: View, told: Told) -> str:
    if told.target_minutes is None:
        return view.gettext("No policy promises anything any more")
    values = {
        "policy": told.policy, "version": told.policy_version, "calendar": told.calendar,
        "calendar_version": told.calendar_version, "length": view.wording.working_time(told.target_minutes * 60),
    }  # fmt: skip
    if told.calendar:
        said = view.gettext(
            "“%(policy)s” (version %(version)d) promises %(length)s of working time by “%(calendar)s” "
            "(version %(calendar_version)d)"
        )
    else:
        said = view.gettext("“%(policy)s” (version %(version)d) promises %(length)s, round the clock")
    counted = view.gettext("; it was changed, and counts from the start")
    return said % values + (counted if told.is_from_start else "")
