"""Who wrote: the contact, and what else there was with them."""

from __future__ import annotations

from collections.abc import Sequence

from cards import parts, words
from cards.kit import Button, Icon, Line, Open, Section
from cards.view import View
from inbox.overview import Head
from inbox.related import MOST, Related, Relation

_ALWAYS_SHOWN = 1


def section(view: View, head: Head, related: Sequence[Related]) -> Section:
    """The contact; earlier and other conversations fold out beneath."""
    if head.contact_id is None:
        return Section(())
    past = [one for one in related if one.relation is Relation.PAST]
    address = head.contact_address or ""
    contact = Line(
        text=head.contact or address or view.gettext("somebody unknown"),
        above=view.gettext("Contact"),
        below=" · ".join(text for text in (address if head.contact else "", _others(view, len(past))) if text),
        icon=Icon.CONTACT,
        button=Button(view.gettext("Mood over time"), Open("moods", {"conversation": str(head.id)}))
        if head.has_insights
        else None,
    )
    return Section((contact, *(line(view, one) for one in past)), shows=_ALWAYS_SHOWN)


def line(view: View, one: Related, above: str = "") -> Line:
    """Another conversation, and where it stands."""
    standing = (words.status(view, one.status), one.assignee or view.gettext("nobody assigned"))
    return Line(
        text=parts.subject(view, one.subject),
        above=above or view.age(one.last_message_at),
        below=" · ".join((*standing, view.age(one.last_message_at)) if above else standing),
        act=Open("conversation", {"conversation": str(one.conversation_id)}),
    )


def _others(view: View, count: int) -> str:
    if count >= MOST:
        return view.gettext("%(count)s or more other conversations") % {"count": count}
    return view.ngettext("%(count)d other conversation", "%(count)d other conversations", count) if count else ""
