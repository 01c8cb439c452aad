"""Replies on their way: those that can still be taken back, those being sent, and those that failed."""

from __future__ import annotations

from cards import parts, words
from cards.kit import Button, Icon, Line, Open, Press, Section, Widget
from cards.view import View
from inbox.leaving import Leaving
from inbox.models import OutgoingState, Trouble
from inbox.overview import Head
from inbox.translation import N_

_TROUBLES = {
    Trouble.ACCESS_LOST: N_("%(provider)s does not let us send from this mailbox. An admin must mend that."),
    Trouble.REFUSED: N_("%(provider)s refused it. Check the address."),
}


def section(view: View, head: Head) -> Section:
    """One's own first."""
    widgets: list[Widget] = []
    for one in sorted(head.leaving, key=lambda one: (one.person_id != view.viewer.person_id, one.id)):
        widgets += _failed(view, head, one) if one.state is OutgoingState.FAILED else [_waiting(view, head, one)]
    return Section(tuple(widgets))


def _waiting(view: View, head: Head, one: Leaving) -> Line:
    is_own = one.person_id == view.viewer.person_id
    left = int((one.send_at - view.now).total_seconds())
    if one.trouble is not None:
        said = view.gettext("Not sent yet: %(provider)s does not answer. It is tried again by itself.")
        text = said % _provider(head)
    elif one.state is OutgoingState.WAITING and left > 0:
        text = view.ngettext("Sending in %(count)d s", "Sending in %(count)d s", left)
    else:
        text = view.gettext("Being sent")
    may_undo = is_own and one.state is OutgoingState.WAITING
    undo = Button(view.gettext("Undo"), Press("undo-reply", {"outgoing": str(one.id)})) if may_undo else None
    return Line(text=text, above=_whose(view, one), icon=Icon.MAIL, icon_says=_whose(view, one), button=undo)


def _failed(view: View, head: Head, one: Leaving) -> list[Widget]:
    why = view.gettext(_TROUBLES.get(one.trouble or Trouble.REFUSED, _TROUBLES[Trouble.REFUSED])) % _provider(head)
    values = {"whose": _whose(view, one), "why": why}
    said = parts.warning(view.gettext("%(whose)s: not sent. %(why)s") % values)
    if one.person_id != view.viewer.person_id:
        return [said]
    again = {"conversation": str(head.id), "message": str(one.parent_id), "outgoing": str(one.id)}
    buttons = parts.in_rows(
        Button(view.gettext("Edit and send again…"), Open("reply", again), is_primary=True),
        Button(view.gettext("Discard"), Press("drop-reply", {"outgoing": str(one.id)})),
    )
    return [said, *buttons]


def _provider(head: Head) -> dict[str, str]:
    return {"provider": words.PROVIDERS.get(head.mailbox_provider, head.mailbox_provider)}


def _whose(view: View, one: Leaving) -> str:
    if one.person_id == view.viewer.person_id:
        return view.gettext("Your reply")
    return view.gettext("Reply from %(who)s") % {"who": one.person}
