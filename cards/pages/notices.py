"""What somebody was told: the new first, then what they have read."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import notice_words, parts, words
from cards.kit import Button, Buttons, Card, Line, Open, Params, Press, Section, Span, Widget
from cards.view import View
from inbox import notices
from inbox.notices import Told
from inbox.paging import BEGINNING, Page
from inbox.translation import N_
from inbox.views import COUNTED

_READ, _NEW = "read", "new"
_EARLIER = 5
"""Read notices beneath the new ones; all of them have pages of their own."""


def draw(session: Session, view: View, params: Params) -> Card:
    """The list that the params name; to begin with the new ones, and a few earlier ones beneath them."""
    sections: list[Section] = []
    if params.get("list") != _READ:
        new = notices.listed(session, view.viewer, parts.part(params), is_read=False)
        sections.append(_new(view, new))
    if params.get("list") == _READ:
        earlier = notices.listed(session, view.viewer, parts.part(params), is_read=True)
        sections.append(_read(view, earlier, is_whole=True))
    elif not params.get("list"):
        earlier = notices.listed(session, view.viewer, BEGINNING, is_read=True, limit=_EARLIER)
        sections.append(_read(view, earlier, is_whole=False))
    return Card(
        name="notices",
        title=view.gettext("Notices"),
        subtitle=view.viewer.name,
        sections=tuple(sections),
        menu=(
            Button(view.gettext("Refresh"), Open("notices", parts.HERE)),
            Button(view.gettext("What reaches me how"), Open("notice-settings")),
        ),
        carries={"drawn": view.drawn},
    )


def count(view: View, number: int) -> Section:
    """How many are new, for the first page."""
    if not number:
        return Section(())
    text = view.ngettext("%(count)d new notice", "%(count)d new notices", number)
    if number >= COUNTED:
        text = view.gettext("%(count)s new notices") % {"count": words.counted(number)}
    return Section((Line(text=Span(text, bold=True), act=Open("notices")),))


def _new(view: View, page: Page[Told]) -> Section:
    if not page.items:
        return Section((Line(text=view.gettext(_NOTHING)),), title=view.gettext("New"))
    until = {"until": view.now.isoformat()}
    everything = Buttons((Button(view.gettext("Mark all as read"), Press("read-all-notices", until)),))
    lines = [_line(view, one) for one in page.items]
    return Section((*lines, *parts.pager(view, page, "notices", {"list": _NEW}), everything), title=view.gettext("New"))


def _read(view: View, page: Page[Told], *, is_whole: bool) -> Section:
    """The earlier ones, or the way to all of them."""
    lines: list[Widget] = [_line(view, one) for one in page.items]
    if is_whole:
        lines += parts.pager(view, page, "notices", {"list": _READ})
    elif page.older:
        lines.append(Buttons((Button(view.gettext("All earlier notices"), Open("notices", {"list": _READ})),)))
    if is_whole and not lines:
        lines.append(Line(text=view.gettext(_NOTHING_EARLIER)))
    return Section(tuple(lines), title=view.gettext("Earlier") if lines else "")


def _line(view: View, one: Told) -> Line:
    """What, when, and of which conversation; a tap opens it and counts as having read it."""
    about = {"notice": str(one.id)}
    told = notice_words.sentence(view.wording, one.kind, one.data, who=one.who)
    is_new = one.read_at is None
    read = Button(view.gettext("Mark as read"), Press("read-notice", about)) if is_new else None
    return Line(
        text=Span(told, bold=is_new),
        above=" · ".join(filter(None, (one.mailbox or "", view.age(one.at)))),
        below=parts.subject(view, one.subject) if one.subject is not None else "",
        act=Press("open-notice", about) if one.conversation_id is not None else None,
        button=read,
    )


_NOTHING = N_("Nothing new. Mentions, conversations given to you and what went wrong appear here.")
_NOTHING_EARLIER = N_("Nothing earlier.")
