"""Looking back at one team: its weeks, what keeps coming, what changed, and how its members reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from cards import moods, parts
from cards.kit import Card, Line, Open, Params, Section, Text, Widget
from cards.view import View
from inbox.insights import looking, shifts
from inbox.insights.looking import Colleague, Example
from inbox.insights.shifts import Kind, Shift
from inbox.models import InsightWeek, RecurringTopic
from inbox.translation import N_

_WEEKS = 4
"""Weeks in full; all of them are in the course."""
_SHIFTED = {
    Kind.MOOD_FELL: N_("Mails sound unhappier than before: %(now)d instead of %(before)d, from -100 to 100"),
    Kind.TOPIC_SURGED: N_("%(now)d mails about %(words)s, where there were %(before)d the week before"),
    Kind.ANSWERS_FELL: N_("%(now)d %% of the questions answered, where it was %(before)d %%"),
}


def draw(session: Session, view: View, params: Params) -> Card:
    """The team that the params name."""
    found = looking.team(session, view.viewer, parts.number(params, "team"), now=view.now)
    weeks = found.weeks.weeks
    changed = shifts.of(weeks, found.topics)
    return Card(
        name="insights-team",
        title=view.gettext("Insights"),
        subtitle=found.weeks.name,
        sections=(
            Section(tuple(_shift(view, each) for each in changed), title=view.gettext("What changed")),
            Section(_weeks(view, weeks), title=view.gettext("Weeks")),
            Section(_topics(view, found.topics, found.examples), title=view.gettext("What keeps coming")),
            Section(_people(view, found.colleagues), title=view.gettext("How people reply, in the last four weeks")),
        ),
        carries={"drawn": view.drawn},
    )


def _shift(view: View, one: Shift) -> Widget:
    return parts.warning(view.gettext(_SHIFTED[one.kind]) % {"now": one.now, "before": one.before, "words": one.words})


def _weeks(view: View, found: Sequence[InsightWeek]) -> tuple[Widget, ...]:
    read = [week for week in found if week.mails]
    if not found:
        return (Line(text=view.gettext("Nothing was counted yet. The first week is there tomorrow.")),)
    lines: list[Widget] = [_week(view, week) for week in reversed(found[-_WEEKS:])]
    if len(read) > 1:
        said = view.gettext("Mood over %(count)d weeks, oldest first") % {"count": len(read)}
        lines.append(Line(text=moods.course([week.sentiment for week in read], low=-1, high=1), above=said))
    return tuple(lines)


def _week(view: View, one: InsightWeek) -> Line:
    told: list[str] = []
    if one.replies:
        told.append(view.ngettext("%(count)d reply", "%(count)d replies", one.replies))
        told.append(view.gettext("reading ease %(ease)d of 100") % {"ease": round(one.ease)})
    if one.questions:
        shared = moods.share(one.answered, one.questions)
        told.append(view.gettext("%(share)s of the questions answered") % {"share": shared})
    if one.minutes is not None:
        told.append(view.gettext("usually after %(time)s") % {"time": view.wording.length(60 * one.minutes)})
    return Line(text=_mood(view, one), above=moods.week(view, one.week), below=" · ".join(told))


def _mood(view: View, one: InsightWeek) -> Text:
    mails = view.ngettext("%(count)d mail read", "%(count)d mails read", one.mails)
    if not one.mails:
        return mails
    unhappy = view.ngettext("%(count)d unhappy", "%(count)d unhappy", one.unhappy)
    return (mails, " · ", moods.mood(view, one.sentiment), f" · {unhappy}")


def _topics(view: View, found: Sequence[RecurringTopic], examples: Mapping[int, Example]) -> tuple[Widget, ...]:
    if not found:
        return (Line(text=view.gettext("Nothing came up three times in a week yet.")),)
    return tuple(line for one in found for line in _topic(view, one, examples))


def _topic(view: View, one: RecurringTopic, examples: Mapping[int, Example]) -> tuple[Widget, ...]:
    mails = view.ngettext("%(count)d mail", "%(count)d mails", one.mails)
    before = "" if one.before is None else view.gettext("%(count)d the week before") % {"count": one.before}
    head = Line(text=" · ".join(one.words), above=" · ".join(filter(None, (mails, before))))
    shown = (examples[id_] for id_ in one.examples.get("messages", ()) if id_ in examples)
    return (
        head,
        *(
            Line(
                text=parts.subject(view, each.subject), above=view.gettext("For example"),
                act=Open("conversation", {"conversation": str(each.conversation_id)}),
            )
            for each in shown
        ),
    )  # fmt: skip


def _people(view: View, found: Sequence[Colleague]) -> tuple[Widget, ...]:
    if not found:
        return (Line(text=view.gettext("No reply was looked at yet.")),)
    return tuple(_person(view, one) for one in found)


def _person(view: View, one: Colleague) -> Line:
    replies = view.ngettext("%(count)d reply", "%(count)d replies", one.replies)
    shared = moods.share(one.answered, one.questions)
    told = [view.gettext("reading ease %(ease)d of 100") % {"ease": round(one.ease)}]
    if one.questions:
        told.insert(0, view.gettext("%(share)s of the questions answered") % {"share": shared})
    return Line(text=(replies, " · ", moods.tone(view, one.tone)), above=one.name, below=" · ".join(told))
