"""Looking back, for leads: how the mail of each team sounds from week to week, and how it is answered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import moods
from cards.kit import Card, Line, Open, Params, Section
from cards.view import View
from inbox.access import require_lead
from inbox.insights import looking
from inbox.insights.looking import TeamWeeks


def draw(session: Session, view: View, _params: Params) -> Card:
    """The teams that the viewer answers for."""
    require_lead(view.viewer)
    return Card(
        name="insights",
        title=view.gettext("Insights"),
        subtitle=view.gettext("Counted once a day; weeks begin on Monday"),
        sections=_sections(session, view),
        carries={"drawn": view.drawn},
    )


def _sections(session: Session, view: View) -> tuple[Section, ...]:
    if not looking.is_wanted(session, view.viewer):
        return (Section((moods.off(view),)),)
    teams = looking.teams(session, view.viewer, now=view.now)
    nothing = Line(text=view.gettext("You answer for no team yet."))
    return (Section(tuple(_team(view, one) for one in teams) or (nothing,), title=view.gettext("Teams")),)


def _team(view: View, one: TeamWeeks) -> Line:
    act = Open("insights-team", {"team": str(one.team_id)})
    if not one.weeks:
        return Line(text=view.gettext("Nothing was counted yet."), above=one.name, act=act)
    last = one.weeks[-1]
    mails = view.ngettext("%(count)d mail read", "%(count)d mails read", last.mails)
    replies = view.ngettext("%(count)d reply", "%(count)d replies", last.replies)
    shared = moods.share(last.answered, last.questions)
    answered = view.gettext("%(share)s of the questions answered") % {"share": shared}
    below = f"{replies} · {answered}" if last.questions else replies
    if not last.mails:
        return Line(text=mails, above=one.name, below=below, act=act)
    return Line(text=(mails, " · ", moods.mood(view, last.sentiment)), above=one.name, below=below, act=act)
