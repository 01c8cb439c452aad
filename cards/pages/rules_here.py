"""Which rules were looked at in a conversation: what they did, and why not."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Card, Params, Section
from cards.sections import rule_runs
from cards.view import View
from inbox import overview
from inbox.rules import log


def draw(session: Session, view: View, params: Params) -> Card:
    """One page of them, newest first."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    page = log.of_conversation(session, head.id, parts.part(params))
    lines = tuple(rule_runs.here(view, one) for one in page.items)
    nothing = parts.quiet(view.gettext("No rule was looked at here yet, or too long ago."))
    here = {"conversation": str(head.id)}
    return Card(
        name="rules-here",
        title=view.gettext("Which rules ran"),
        subtitle=parts.subject(view, head.subject),
        sections=(Section((*(lines or (nothing,)), *parts.pager(view, page, "rules-here", here))),),
        carries=parts.carried(view, head),
    )
