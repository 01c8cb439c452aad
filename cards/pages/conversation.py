"""A conversation: where it stands, what was said, who did what, and the buttons to work on it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.company import Others
from cards.kit import Button, Card, Open, Params, Press
from cards.parts import HERE
from cards.sections import (
    articles,
    attention,
    contact,
    copilot,
    finding,
    history,
    leaving,
    letters,
    relations,
    remarks,
    standing,
)
from cards.view import View
from inbox import correspondence, overview, timeline
from inbox import related as relating
from inbox.overview import Head


def draw(session: Session, view: View, params: Params) -> Card:
    """The card of the conversation that the params name."""
    head = overview.head(session, view.viewer, parts.number(params, "conversation"))
    related = relating.related(session, view.viewer, head)
    others = view.company.enter(head.id)
    happened = timeline.acts(session, head.id, limit=history.SHOWN)
    return Card(
        name="conversation",
        title=parts.subject(view, head.subject),
        subtitle=" · ".join(text for text in (head.contact, head.mailbox) if text),
        sections=(
            leaving.section(view, head),
            finding.signs(view, head),
            attention.section(view, head, related, others),
            standing.section(view, head),
            finding.section(view, head),
            letters.section(view, head, correspondence.messages(session, head.id, limit=letters.SHOWN)),
            copilot.asking(view, head),
            articles.section(view, head),
            remarks.section(view, head, overview.notes(session, head.id, limit=remarks.SHOWN)),
            contact.section(view, head, related),
            relations.section(view, head, related),
            history.section(view, head, happened, timeline.names(session, happened.items)),
        ),
        menu=(_claim(view, others), *_menu(view, head)),
        carries=parts.carried(view, head),
    )


def _claim(view: View, others: Others) -> Button:
    """Telling the others that one answers, before a word is written; and taking it back."""
    if others.am_replying:
        return Button(view.gettext("I am not answering after all"), Press("unclaim-reply"))
    return Button(view.gettext("I am answering this"), Press("claim-reply"))


def _menu(view: View, head: Head) -> tuple[Button, ...]:
    """What is done more rarely."""
    here = {"conversation": str(head.id)}
    return (
        Button(view.gettext("All messages"), Open("messages", here)),
        Button(view.gettext("All notes"), Open("notes", here)),
        Button(view.gettext("Timeline"), Open("timeline", here)),
        Button(view.gettext("Which rules ran"), Open("rules-here", here)),
        Button(view.gettext("Links"), Open("links", here)),
        Button(view.gettext("Merge…"), Open("merge", here)),
        Button(view.gettext("Split…"), Open("split", here)),
        *((Button(view.gettext("What a model is told"), Open("outward", here)),) if view.viewer.is_admin else ()),
        Button(view.gettext("Refresh"), Open("conversation", {**here, **HERE})),
    )
