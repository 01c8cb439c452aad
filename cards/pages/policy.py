"""One policy: what it promises, to whom, and what follows; with a try on the last month."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cards import parts, words
from cards.kit import (
    Button,
    Buttons,
    Card,
    Choice,
    Footer,
    Line,
    Option,
    Params,
    Press,
    Section,
    Style,
    TextField,
    Widget,
)
from cards.view import View
from inbox import calendars, promising
from inbox.clocks import choosing
from inbox.clocks.replaying import Outcome, Tally
from inbox.configuration.promise_parts import ALWAYS, PolicyPart
from inbox.models import ClockKind, Priority
from inbox.translation import N_

TEAMS_OWN = "team"
"""Chosen instead of a calendar: the one of the conversation's team."""
_EMPTY = PolicyPart(key="new", name="-", first_response="4h")
_LENGTHS = {
    "first_response": N_("First response within"),
    "next_response": N_("Next response within"),
    "resolution": N_("Resolution within"),
}
_LISTS = {
    "mailboxes": N_("In these mailboxes"),
    "teams": N_("In these teams"),
    "categories": N_("In these categories"),
    "tags": N_("With one of these tags"),
}
_MOST = 99


def draw(session: Session, view: View, params: Params) -> Card:
    """The form, filled with what holds now."""
    return of(session, view, params, ())


def of(session: Session, view: View, params: Params, tried: tuple[Widget, ...]) -> Card:
    """The same, with what a try has shown."""
    key = params.get("policy", "")
    row = promising.of_key(session, view.viewer, key) if key else None
    if row is None:
        promising.listed(session, view.viewer)
    part = choosing.part_of(row) if row else _EMPTY
    here = {"policy": key} if key else {}
    delete = (Buttons((Button(view.gettext("Delete this policy"), Press("delete-policy", here)),)),) if key else ()
    return Card(
        name="policy",
        title=row.name if row else view.gettext("New policy"),
        sections=(
            Section(tried, title=view.gettext("On the mail of the last 30 days") if tried else ""),
            Section(_promises(session, view, part, row.name if row else ""), title=view.gettext("What is promised")),
            Section(_fits(session, view, part), title=view.gettext("To whom")),
            Section(_follows(view, part), title=view.gettext("What follows")),
            Section(delete),
        ),
        footer=Footer(
            Button(view.gettext("Save"), Press("save-policy", here), is_primary=True),
            Button(view.gettext("Try it"), Press("try-policy", here)),
        ),
        carries={"drawn": view.drawn},
    )


def trial(view: View, before: Outcome, after: Outcome) -> tuple[Widget, ...]:
    """What would have come of it, kind by kind, beside what holds now."""
    lines = [_compared(view, kind, _sum(before, kind), _sum(after, kind)) for kind in ClockKind]
    nothing = Line(text=view.gettext("No mail of that time waited for anything that is promised."))
    return tuple(filter(None, lines)) or (nothing,)


def _compared(view: View, kind: ClockKind, before: Tally, after: Tally) -> Line | None:
    if not (before.started or after.started):
        return None
    told = view.gettext("%(count)d promised: would have breached %(breached)d, warned %(warned)d, kept %(kept)d")
    now = view.gettext("as it holds now: %(count)d promised, breached %(breached)d, warned %(warned)d, kept %(kept)d")
    return Line(text=told % _values(after), above=view.gettext(words.CLOCKS[kind]), below=now % _values(before))


def _values(tally: Tally) -> dict[str, int]:
    return {"count": tally.started, "breached": tally.breached, "warned": tally.warned, "kept": tally.kept}


def _sum(outcome: Outcome, kind: ClockKind) -> Tally:
    of_kind = [tally for (_, one), tally in outcome.items() if one is kind]
    return Tally(
        sum(one.started for one in of_kind), sum(one.kept for one in of_kind),
        sum(one.breached for one in of_kind), sum(one.warned for one in of_kind),
    )  # fmt: skip


def _promises(session: Session, view: View, part: PolicyPart, name: str) -> tuple[Widget, ...]:
    widgets = [*parts.field(view, TextField("name", view.gettext("Name"), view.form.text("name", name)), "name")]
    for field, label in _LENGTHS.items():
        value = view.form.text(field, (getattr(part, field) or "") if name else "")
        hint = view.gettext("Like 30m, 4h or 1h30m; empty promises nothing")
        widgets += parts.field(view, TextField(field, view.gettext(label), value, hint), field)
    chosen = view.form.text("calendar", part.calendar or TEAMS_OWN)
    known = calendars.current(session, view.viewer.organization_id)
    options = {
        TEAMS_OWN: view.gettext("The working hours of its team"), ALWAYS: view.gettext("Round the clock"),
        **{key: row.name for key, row in known.items()},
    }  # fmt: skip
    widgets.append(_one("calendar", view.gettext("Counted by"), options, chosen))
    still = {"pending": view.gettext("Pending"), "snoozed": view.gettext("Snoozed")}
    stops = view.gettext("Resolution stands still while it is")
    return (*widgets, _several("pauses", stops, still, view.form.chosen("pauses", tuple(part.pauses))))


def _fits(session: Session, view: View, part: PolicyPart) -> tuple[Widget, ...]:
    widgets: list[Widget] = [parts.quiet(view.gettext("Nothing chosen fits every conversation."))]
    priorities = {one.value: words.priority(view, one) for one in Priority}
    chosen = view.form.chosen("priorities", tuple(one.value for one in part.when.priorities))
    widgets.append(_several("priorities", view.gettext("With one of these priorities"), priorities, chosen))
    named = promising.named(session, view.viewer, limit=_MOST)
    names = promising.names(session, view.viewer, [part])
    for field, label in _LISTS.items():
        said = getattr(part.when, field)
        options = named[field] | {key: names[field].get(key, key) for key in said}  # those, even where there are many
        if options:
            widgets.append(_several(field, view.gettext(label), options, view.form.chosen(field, tuple(said))))
    contacts = TextField(
        "contacts", view.gettext("From these contacts"), view.form.text("contacts", ", ".join(part.when.contacts)),
        view.gettext("Addresses with commas between them, or whole domains like @lab.example.org"),
    )  # fmt: skip
    return (*widgets, *parts.field(view, contacts, "contacts"))


def _follows(view: View, part: PolicyPart) -> tuple[Widget, ...]:
    warn = TextField(
        "warn", view.gettext("Warn before it is due"), view.form.text("warn", ", ".join(part.warn)),
        view.gettext("After so much of the time, or so long before: 75%, 30m"),
    )  # fmt: skip
    written = "\n".join(f"{one.after}: {', '.join(one.then)}".replace("tag: ", "tag ") for one in part.breach)
    breach = TextField(
        "breach", view.gettext("When it is overdue"), view.form.text("breach", written),
        view.gettext(
            "A line for each step, like “30m: notify-lead, reassign”: notify-assignee, notify-lead, reassign, "
            "raise-priority, webhook, tag NAME"
        ),
        has_many_lines=True,
    )  # fmt: skip
    return (*parts.field(view, warn, "warn"), *parts.field(view, breach, "breach"))


def _one(name: str, label: str, options: dict[str, str], chosen: str) -> Choice:
    return Choice(name, label, tuple(Option(key, text, key == chosen) for key, text in options.items()))


def _several(name: str, label: str, options: dict[str, str], chosen: Sequence[str]) -> Choice:
    every = tuple(Option(key, text, key in chosen) for key, text in options.items())
    return Choice(name, label, every, Style.CHECKBOXES)
