"""The ledger of one mailbox: what its newest check found, or an older one, and a button that checks now."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Buttons, Card, Line, Open, Params, Press, Section, Widget
from cards.parts import HERE
from cards.sections import ledger
from cards.view import View
from inbox import ledgers
from inbox.ledgers import Checked, Standing
from inbox.models import LedgerEntry, MailboxState

_ON_A_PAGE = 10


def draw(session: Session, view: View, params: Params) -> Card:
    """The entry that the params name, else the newest; then the others, newest first."""
    one = ledgers.standing(session, view.viewer, parts.number(params, "mailbox"))
    here = {"mailbox": str(one.mailbox_id)}
    number = parts.number(params, "entry") if params.get("entry") else one.number
    entry = ledgers.entry(session, one.mailbox_id, number) if number else None
    page = ledgers.checked(session, one.mailbox_id, parts.part(params), limit=_ON_A_PAGE)
    rows = tuple(_line(view, each, here) for each in page.items)
    return Card(
        name="ledger-mailbox",
        title=view.gettext("Ledger"),
        subtitle=one.name,
        sections=(
            Section((*_found(view, one, entry), *_buttons(view, one, here))),
            *((Section(ledger.numbers(view, entry)), ledger.missing(view, entry)) if entry else ()),
            Section((*rows, *parts.pager(view, page, "ledger-mailbox", here)), title=_title(view, rows)),
        ),
        menu=(Button(view.gettext("Refresh"), Open("ledger-mailbox", {**here, **HERE})),),
        carries={"drawn": view.drawn},
    )


def _found(view: View, one: Standing, entry: LedgerEntry | None) -> tuple[Widget, ...]:
    under_way = ledger.progress(view, one)
    waiting = (parts.quiet(under_way),) if under_way else ()
    if entry is None:
        nothing = view.gettext(
            "This mailbox was not checked yet. That happens by itself, within minutes of its first reading."
        )
        return waiting or (parts.quiet(nothing),)
    values = {"since": view.day(entry.period_from), "until": view.moment(entry.period_to)}
    period = Line(
        text=view.gettext("%(since)s to %(until)s") % values,
        above=view.gettext("Mail received"),
        below=view.gettext("Check %(number)s") % {"number": entry.number},
    )
    return ledger.verdict(view, entry), *waiting, period, ledger.chain(view, one)


def _buttons(view: View, one: Standing, here: Params) -> tuple[Widget, ...]:
    if one.stand or one.state is not MailboxState.LIVE:
        return ()
    return (Buttons((Button(view.gettext("Check now"), Press("check-ledger", here), is_primary=True),)),)


def _line(view: View, one: Checked, here: Params) -> Line:
    if one.missing:
        text = view.ngettext("%(count)d message was missing", "%(count)d messages were missing", one.missing)
        found = f"⚠ {text}"
    else:
        found = ledger.everything(view, one.listed)
    return Line(
        text=found, above=view.moment(one.ended_at), act=Open("ledger-mailbox", {**here, "entry": str(one.number)})
    )


def _title(view: View, rows: tuple[Line, ...]) -> str:
    return view.gettext("Checks") if rows else ""
