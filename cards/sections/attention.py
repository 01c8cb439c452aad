"""What wants a decision before anything else: a mail that bounced, a thank-you, quarantine, a doubtful thread."""

from __future__ import annotations

from collections.abc import Sequence

from cards import parts, words
from cards.company import Others
from cards.kit import Button, Buttons, Icon, Line, Open, Press, Section, Widget
from cards.view import View
from inbox import lifecycle
from inbox.choices import Behind
from inbox.overview import Head
from inbox.related import Related, Relation
from inbox.rules import brakes

SHOWN = 2
"""Suggestions on the card itself; the others have a page."""

SUGGESTIONS = (Relation.SUGGESTED_HERE, Relation.SUGGESTED_THERE)


def section(view: View, head: Head, related: Sequence[Related], others: Others) -> Section:
    """Who else is here just now, and all that waits for a decision about this conversation."""
    suggested = [one for one in related if one.relation in SUGGESTIONS]
    widgets = [*_lateness(view, head), *_company(view, others), *_doubts(view, head)]
    for one in suggested[:SHOWN]:
        widgets += suggestion(view, one)
    if len(suggested) > SHOWN:
        more = view.ngettext("%(count)d more suggestion", "%(count)d more suggestions", len(suggested) - SHOWN)
        widgets.append(Buttons((Button(more, Open("links", {"conversation": str(head.id)})),)))
    return Section(tuple(widgets))


def suggestion(view: View, one: Related) -> tuple[Widget, ...]:
    """A mail that seems to belong elsewhere, with the buttons that decide."""
    values = {"sender": one.sender or view.gettext("somebody unknown"), "subject": parts.subject(view, one.subject)}
    if one.relation is Relation.SUGGESTED_HERE:
        text = view.gettext("A mail from %(sender)s in “%(subject)s” seems to belong here.") % values
    else:
        text = view.gettext("A mail from %(sender)s seems to belong to “%(subject)s”.") % values
    reference = {"suggestion": str(one.reference)}
    look = Open("conversation", {"conversation": str(one.conversation_id)})
    return (
        Line(text=text, above=view.gettext("Suggested link"), icon=Icon.LINK, act=look),
        Buttons(
            (
                Button(view.gettext("Accept"), Press("accept-link", reference)),
                Button(view.gettext("Refuse"), Press("refuse-link", reference)),
            )
        ),
    )


def _lateness(view: View, head: Head) -> tuple[Widget, ...]:
    if not parts.is_behind(view, head.mailbox_state, head.mailbox_synced_at):
        return parts.lateness(view, ())
    return parts.lateness(view, [Behind(head.mailbox, head.mailbox_state, "", {}, head.mailbox_synced_at)])


def _company(view: View, others: Others) -> tuple[Widget, ...]:
    told = words.company(view, others)
    if not told:
        return ()
    text = " · ".join(told)
    return (parts.warning(text) if others.replying else Line(text=text, icon=Icon.ASSIGNEE, icon_says=_here(view)),)


def _here(view: View) -> str:
    return view.gettext("Here just now")


def _held(view: View, head: Head, here: dict[str, str]) -> tuple[Widget, ...]:
    """Rules did too much here."""
    said = (
        view.gettext("Too many automatic answers: there are no more of them until %(until)s.")
        if head.rules_held_why == brakes.MAIL
        else view.gettext("Rules did too much here: they are held back until %(until)s.")
    )
    until = {"until": view.moment(head.rules_held_until or view.now)}
    return (
        parts.warning(said % until),
        Buttons((Button(view.gettext("Which rules ran"), Open("rules-here", here)),)),
    )


def _doubts(view: View, head: Head) -> list[Widget]:
    """What is odd about the conversation, each with the way out."""
    here = {"conversation": str(head.id)}
    widgets: list[Widget] = []
    if head.is_quarantined:
        widgets += [
            parts.warning(view.gettext("Quarantine: the mail provider takes this for spam.")),
            Buttons((Button(view.gettext("Release…"), Open("release", here)),)),
        ]
    if head.rules_held_until is not None and head.rules_held_until > view.now:
        widgets += _held(view, head, here)
    if head.crossed_at is not None:
        text = view.gettext("Two replies crossed: the same mail was answered twice. Check whether they agree.")
        widgets.append(parts.warning(text))
    if head.status_reason == lifecycle.NOT_DELIVERED:
        widgets.append(parts.warning(view.gettext("Not delivered: a mail of ours came back. Check the address.")))
    if head.status_reason == lifecycle.KEEP_CLOSED:
        widgets += [
            Line(text=view.gettext("This may be no more than a thank-you.")),
            Buttons((Button(view.gettext("Keep closed"), Press("keep-closed"), is_primary=True),)),
        ]
    if head.subject_changed:
        widgets += [
            Line(text=view.gettext("The subject changed on the way. Is it about something else now?")),
            Buttons((Button(view.gettext("Split…"), Open("split", here)),)),
        ]
    return widgets
