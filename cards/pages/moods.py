"""How the mails of a conversation's contact sounded over time."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import moods, parts
from cards.kit import Card, Line, Open, Params, Section, Widget
from cards.view import View
from inbox.insights import looking
from inbox.insights.looking import Mood

_SHOWN = 20


def draw(session: Session, view: View, params: Params) -> Card:
    """The contact of the conversation that the params name, in all conversations that the viewer may see."""
    conversation_id = parts.number(params, "conversation")
    found = looking.moods(session, view.viewer, conversation_id, limit=_SHOWN)
    return Card(
        name="moods",
        title=view.gettext("Mood over time"),
        sections=(Section(_widgets(view, found, is_wanted=looking.is_wanted(session, view.viewer))),),
        carries={"drawn": view.drawn, "conversation": str(conversation_id)},
    )


def _widgets(view: View, found: list[Mood], *, is_wanted: bool) -> tuple[Widget, ...]:
    if not is_wanted:
        return (moods.off(view),)
    if not found:
        return (Line(text=view.gettext("No mail of this contact was read by a model yet.")),)
    course = moods.course([one.sentiment for one in reversed(found)], low=-1, high=1)
    head = Line(text=course, above=view.gettext("The last %(count)d mails, oldest first") % {"count": len(found)})
    return (*((head,) if len(found) > 1 else ()), *(_mail(view, one) for one in found))


def _mail(view: View, one: Mood) -> Line:
    return Line(
        text=moods.mood(view, one.sentiment), above=view.moment(one.at), below=parts.subject(view, one.subject),
        act=Open("conversation", {"conversation": str(one.conversation_id)}),
    )  # fmt: skip
