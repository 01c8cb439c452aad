"""Looking back, where an organization wants it: judging replies, counting weeks, telling leads what changed."""

from __future__ import annotations

from datetime import date, timedelta
from pkgutil import resolve_name

from sqlalchemy.orm import Session

from ai.local import asking, replies
from inbox import audience, noticing
from inbox.events import Actor
from inbox.insights import counting, judging, shifts
from inbox.insights.counting import Found
from inbox.insights.judging import Judged, Turn
from inbox.mail import languages
from inbox.models import Door, InsightWeek, Notice, Organization, Team
from workers import meaning, queues
from workers.job import UnitsOfWork, job

_AT_ONCE = 50
_GROUPS = "ai.local.recurring:group"
"""Loaded by who needs it: the web service knows these jobs, too, and shall not carry what they are done with."""
_EVERY = timedelta(hours=20)
"""A week that is under way is counted once a day."""


@job(queues.BACKFILL)
def judge_replies(work: UnitsOfWork, event_ids: list[int]) -> None:
    """Judge the replies that some events tell of."""
    for start in range(0, len(event_ids), _AT_ONCE):
        with work.unit(writes=False) as session:
            turns = judging.turns(session, event_ids[start : start + _AT_ONCE])
        if turns:
            judged = [(turn, _judged(turn)) for turn in turns]
            with work.unit() as session:
                judging.keep(session, judged)


@job(queues.REACTIONS)
def look_back(work: UnitsOfWork) -> None:
    """Count what is to be counted: one job for each team and week."""
    with work.unit(writes=False) as session:
        for team_id, week in counting.due(session, now=work.clock(), after=_EVERY):
            count_week.after(session, team_id, week.isoformat())


@job(queues.SPARE)
def count_week(work: UnitsOfWork, team_id: int, week: str) -> None:
    """Count a team's week, find what it was about, and tell the leads once it is over."""
    monday = date.fromisoformat(week)
    with work.unit(writes=False) as session:
        mails = counting.mails(session, team_id, monday)
    texts = [mail.text for mail in mails]
    groups = resolve_name(_GROUPS)(texts, meaning.embedder())
    found = [Found(one.words, len(one.members), tuple(mails[place].id for place in one.examples)) for one in groups]
    with work.unit() as session:
        row = counting.count(session, team_id, monday, now=work.clock())
        counting.keep_topics(session, team_id, monday, found)
        session.flush()
        _tell(session, row, work)


@job(queues.BACKFILL)
def forget_old_weeks(work: UnitsOfWork) -> None:
    """Nobody looks back further than two years."""
    with work.unit() as session:
        counting.forget(session, now=work.clock())


def _judged(turn: Turn) -> Judged:
    questions = tuple(one for text in turn.asked for one in asking.find(text).questions)
    found = replies.judge(questions, turn.reply, languages.guessed(turn.reply))
    return Judged(found.questions, found.answered, found.tone, found.ease)


def _tell(session: Session, row: InsightWeek, work: UnitsOfWork) -> None:
    """The leads, once, when the week is over and something happened in it."""
    now = work.clock()
    is_over = now >= counting.bounds(session.get_one(Organization, row.organization_id), row.week)[1]
    if row.told_at is not None or not is_over or not (row.mails or row.replies):
        return
    row.told_at = now
    weeks = counting.weeks_of(session, row.team_id, until=row.week, count=1 + shifts.WEEKS_BEFORE)
    changed = shifts.of(weeks, counting.topics_of(session, row.team_id, row.week))
    kinds = (Notice.WEEK_COUNTED, *((Notice.WEEK_SHIFTED,) if changed else ()))
    values = {
        "team": session.get_one(Team, row.team_id).name, "mails": str(row.mails), "unhappy": str(row.unhappy),
        "replies": str(row.replies), "answered": str(row.answered), "questions": str(row.questions),
    }  # fmt: skip
    for kind in kinds:
        noticing.tell(
            session, kind, to=audience.leads(session, row.organization_id, row.team_id), conversation=None,
            dedupe=f"{kind.value}:{row.team_id}:{row.week.isoformat()}", by=Actor(Door.AI, now),
            organization_id=row.organization_id, team_id=row.team_id, **values,
        )  # fmt: skip
