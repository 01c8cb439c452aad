"""What one rule did and did not do, newest first, and why."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Open, Params, Section
from cards.parts import HERE
from cards.sections import rule_runs
from cards.view import View
from inbox.mail.text import gist
from inbox.rules import log


def draw(session: Session, view: View, params: Params) -> Card:
    """One page of its runs."""
    key = params.get("rule", "")
    page = log.of_rule(session, view.viewer, key, parts.part(params))
    lines = tuple(rule_runs.of_rule(view, one) for one in page.items)
    nothing = parts.quiet(view.gettext("It was not looked at yet, or too long ago."))
    here = {"rule": key}
    return Card(
        name="rule",
        title=view.gettext("Rules"),
        subtitle=gist(page.items[0].rule if page.items else key, parts.SUBJECT),
        sections=(Section((*(lines or (nothing,)), *parts.pager(view, page, "rule", here))),),
        menu=(Button(view.gettext("Refresh"), Open("rule", {**here, **HERE})),),
        carries={"drawn": view.drawn},
    )
