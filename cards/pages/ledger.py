"""The ledger: for each mailbox, whether every message that its provider lists is here."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Buttons, Card, Line, Open, Params, Section, Span, Widget
from cards.parts import HERE
from cards.sections import ledger
from cards.view import View
from inbox import ledgers

_ON_A_PAGE = 25


def draw(session: Session, view: View, params: Params) -> Card:
    """The mailboxes, those with something wrong first; a tap opens one."""
    start = parts.number(params, "start") if params.get("start") else 0
    found = ledgers.standings(session, view.viewer, start=start, limit=_ON_A_PAGE + 1)
    widgets: list[Widget] = [
        Line(
            text=Span(one.name, bold=True),
            above=one.address,
            below=ledger.summary(view, one),
            act=Open("ledger-mailbox", {"mailbox": str(one.mailbox_id)}),
        )
        for one in found[:_ON_A_PAGE]
    ]
    if len(found) > _ON_A_PAGE:
        more = Open("ledger", {"start": str(start + _ON_A_PAGE)})
        widgets.append(Buttons((Button(view.gettext("More mailboxes"), more),)))
    nothing = parts.quiet(view.gettext("There is no mailbox yet."))
    explained = view.gettext("Every night each mailbox is compared with the mail provider's own list.")
    return Card(
        name="ledger",
        title=view.gettext("Ledger"),
        subtitle=view.gettext("Is every message here?"),
        sections=(Section((parts.quiet(explained),)), Section(tuple(widgets) or (nothing,))),
        menu=(Button(view.gettext("Refresh"), Open("ledger", HERE)),),
        carries={"drawn": view.drawn},
    )
