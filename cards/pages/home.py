"""The first page: the views with their counts, a search box, and the list that somebody works from."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import words
from cards.kit import (
    Button,
    Buttons,
    Card,
    Chip,
    Chips,
    Line,
    Open,
    Params,
    Press,
    Section,
    TextField,
    Widget,
)
from cards.pages import notices as told
from cards.parts import HERE, conversation_lines, lateness, pager, part
from cards.sections import ledger
from cards.view import View
from inbox import choices, ledgers, views
from inbox.access import Viewer
from inbox.models import Role
from inbox.translation import N_
from inbox.views import CLOSED, MINE, OVERDUE, PENDING, QUARANTINE, TEAM, UNASSIGNED, VIEWS

_EMPTY = {
    OVERDUE: N_("Nothing is overdue."),
    MINE: N_("Nothing is assigned to you. Look under Unassigned for what nobody has taken yet."),
    UNASSIGNED: N_("Everything open has somebody who answers it."),
    TEAM: N_("No conversation is open. New mail appears here by itself."),
    PENDING: N_("We wait for nobody."),
    CLOSED: N_("Nothing has been closed yet."),
    QUARANTINE: N_("No suspicious mail. What the mail provider takes for spam appears here and can be released."),
}
_NO_TEAM = N_("You belong to no team yet. Ask an admin to add you to one; then its conversations appear here.")


def draw(session: Session, view: View, params: Params) -> Card:
    """The list that the params name, else the one that the viewer starts with."""
    chosen = _chosen(view.viewer, params)
    counts, new = views.counts_and_notices(session, view.viewer, now=view.now)
    page = views.conversations(session, view.viewer, chosen, part(params), now=view.now)
    late = lateness(view, choices.behind(session, view.viewer, now=view.now))
    rows = conversation_lines(view, page.items) or _nothing(view, chosen, counts)
    return Card(
        name="home",
        title=view.gettext("Conversations"),
        subtitle=view.viewer.name,
        sections=(
            ledger.alarms(view, ledgers.alarms(session, view.viewer, limit=ledger.SHOWN)),
            Section(late, shows=1),
            told.count(view, new),
            Section((Chips(_chips(view, chosen, counts)), *search_box(view, ""))),
            Section((*rows, *pager(view, page, "home", {"view": chosen})), title=_named(view, chosen, counts)),
        ),
        menu=(
            Button(view.gettext("Refresh"), Open("home", {"view": chosen, **HERE})),
            Button(view.gettext("My day"), Open("my-day")),
            *((Button(view.gettext("How the work stands"), Open("board")),) if _is_lead(view.viewer) else ()),
            Button(view.gettext("Notices"), Open("notices")),
            *((Button(view.gettext("Ledger"), Open("ledger")),) if view.viewer.is_admin else ()),
            Button(view.gettext("Availability"), Open("availability")),
            Button(view.gettext("Settings"), Open("settings")),
        ),
        carries={"drawn": view.drawn},
    )


def search_box(view: View, query: str, **params: str) -> tuple[Widget, ...]:
    """A field for words to look for, and the button that looks."""
    return (
        TextField(
            "query",
            view.gettext("Search"),
            value=query,
            hint=view.gettext('Subject, people, tags, text; "quotes" keep words together'),
        ),
        Buttons((Button(view.gettext("Search"), Press("search", params)),)),
    )


def _is_lead(viewer: Viewer) -> bool:
    return viewer.role in (Role.ADMIN, Role.LEAD)


def _chosen(viewer: Viewer, params: Params) -> str:
    for wanted in (params.get("view"), viewer.default_view):
        if wanted in VIEWS:
            return wanted
    return MINE


def _chips(view: View, chosen: str, counts: dict[str, int]) -> tuple[Chip, ...]:
    return tuple(
        Chip(_named(view, one, counts), Open("home", {"view": one, **HERE}), is_current=one == chosen) for one in VIEWS
    )


def _named(view: View, one: str, counts: dict[str, int]) -> str:
    return f"{view.gettext(words.VIEW_NAMES[one])} ({words.counted(counts[one])})"


def _nothing(view: View, chosen: str, counts: dict[str, int]) -> tuple[Widget, ...]:
    """What an empty list says, and where to go from it."""
    if view.viewer.role is not Role.ADMIN and not view.viewer.team_ids:
        return (Line(text=view.gettext(_NO_TEAM)),)
    empty = Line(text=view.gettext(_EMPTY[chosen]))
    fuller = next((one for one in (UNASSIGNED, TEAM) if one != chosen and counts[one]), None)
    if fuller is None:
        return (empty,)
    look = view.gettext("Look at %(view)s") % {"view": _named(view, fuller, counts)}
    return empty, Buttons((Button(look, Open("home", {"view": fuller, **HERE})),))
