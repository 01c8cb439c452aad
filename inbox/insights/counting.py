"""Counting the weeks of teams, so that what is shown later is read and not counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean, median, pstdev
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from inbox.models import Direction, Finding, InsightWeek, Message, Organization, RecurringTopic, ReplyQuality, Team

WEEK = timedelta(days=7)
UNHAPPY = -0.35
"""A mail below that is an unhappy one."""
_MOST = 1_500
_KEPT = 104
"""Weeks that are kept."""
_HUMAN = "human"


class Mail(NamedTuple):
    """A mail as grouping needs it."""

    id: int
    text: str


class Found(NamedTuple):
    """A group of mails: its words, how many, and the most typical ones."""

    words: tuple[str, ...]
    mails: int
    examples: tuple[int, ...]


def due(session: Session, *, now: datetime, after: timedelta) -> list[tuple[int, date]]:
    """Teams and weeks that are to be counted: this week and the last one, unless somebody just did."""
    found = []
    for organization in session.scalars(select(Organization).where(Organization.has_insights)):
        current = monday(organization, now)
        teams = session.scalars(select(Team.id).where(Team.organization_id == organization.id).order_by(Team.id)).all()
        query = select(InsightWeek.team_id, InsightWeek.week, InsightWeek.counted_at)
        known = {row[:2]: row[2] for row in session.execute(query.where(InsightWeek.team_id.in_(teams)))}
        for team in teams:
            for week in (current - WEEK, current):
                counted = known.get((team, week))
                is_over = counted is not None and counted > bounds(organization, week)[1] + timedelta(hours=6)
                if not is_over and (counted is None or now - counted >= after):
                    found.append((team, week))
    return found


def monday(organization: Organization, now: datetime) -> date:
    """The Monday of the week that it is there now."""
    today = now.astimezone(ZoneInfo(organization.time_zone)).date()
    return today - timedelta(days=today.weekday())


def bounds(organization: Organization, week: date) -> tuple[datetime, datetime]:
    """From when to when a week lasts, in UTC."""
    zone = ZoneInfo(organization.time_zone)
    first, last = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (week, week + WEEK))
    return first, last


def count(session: Session, team_id: int, week: date, *, now: datetime) -> InsightWeek:
    """Count a team's week anew."""
    team = session.get_one(Team, team_id)
    since, until = bounds(session.get_one(Organization, team.organization_id), week)
    moods = session.scalars(
        select(Finding.sentiment)
        .join(Message, Message.id == Finding.message_id)
        .where(Message.team_id == team_id, Message.received_at >= since, Message.received_at < until)
    ).all()
    replies = session.scalars(
        select(ReplyQuality).where(ReplyQuality.team_id == team_id, ReplyQuality.at >= since, ReplyQuality.at < until)
    ).all()
    known = session.scalars(select(InsightWeek).where(InsightWeek.team_id == team_id, InsightWeek.week == week)).first()
    row = known or InsightWeek(organization_id=team.organization_id, team_id=team_id, week=week)
    row.mails, row.sentiment, row.spread = len(moods), _mean(moods), pstdev(moods) if moods else 0.0
    row.unhappy = sum(mood < UNHAPPY for mood in moods)
    row.replies = len(replies)
    row.questions, row.answered = sum(one.questions for one in replies), sum(one.answered for one in replies)
    row.tone, row.ease = _mean([one.tone for one in replies]), _mean([one.ease for one in replies])
    row.minutes = int(median(one.minutes for one in replies)) if replies else None
    row.counted_at = now
    session.add(row)
    return row


def mails(session: Session, team_id: int, week: date) -> list[Mail]:
    """What people wrote to a team in a week, newest first, as many as are grouped; of each conversation the first."""
    team = session.get_one(Team, team_id)
    since, until = bounds(session.get_one(Organization, team.organization_id), week)
    firsts = (
        select(func.min(Message.id))
        .where(
            Message.team_id == team_id, Message.received_at >= since, Message.received_at < until,
            Message.direction == Direction.INBOUND, Message.mail_class == _HUMAN,
        )
        .group_by(Message.conversation_id)
    )  # fmt: skip
    query = select(Message.id, Message.subject, Message.visible_text).where(Message.id.in_(firsts))
    rows = session.execute(query.order_by(Message.received_at.desc(), Message.id.desc()).limit(_MOST))
    return [Mail(id_, f"{subject}\n{text}") for id_, subject, text in rows]


def keep_topics(session: Session, team_id: int, week: date, groups: Sequence[Found]) -> None:
    """Write down what a week was about, and how much the same things came up in the week before."""
    organization_id = session.get_one(Team, team_id).organization_id
    before = topics_of(session, team_id, week - WEEK)
    session.execute(delete(RecurringTopic).where(RecurringTopic.team_id == team_id, RecurringTopic.week == week))
    for position, one in enumerate(groups):
        session.add(
            RecurringTopic(
                organization_id=organization_id, team_id=team_id, week=week, position=position, words=list(one.words),
                mails=one.mails, before=_before(one, before), examples={"messages": list(one.examples)},
            )
        )  # fmt: skip


def weeks_of(session: Session, team_id: int, *, until: date, count: int) -> list[InsightWeek]:
    """The last weeks of a team up to one, oldest first."""
    query = select(InsightWeek).where(
        InsightWeek.team_id == team_id, InsightWeek.week <= until, InsightWeek.week > until - count * WEEK
    )
    return list(session.scalars(query.order_by(InsightWeek.week)))


def topics_of(session: Session, team_id: int, week: date) -> list[RecurringTopic]:
    """What a week was about, the most frequent first."""
    query = select(RecurringTopic).where(RecurringTopic.team_id == team_id, RecurringTopic.week == week)
    return list(session.scalars(query.order_by(RecurringTopic.position)))


def forget(session: Session, *, now: datetime) -> None:
    """Drop what is older than two years."""
    oldest = now.date() - _KEPT * WEEK
    session.execute(delete(InsightWeek).where(InsightWeek.week < oldest))
    session.execute(delete(RecurringTopic).where(RecurringTopic.week < oldest))
    since = datetime.combine(oldest, time(), UTC)
    session.execute(delete(ReplyQuality).where(ReplyQuality.at < since))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return fmean(found) if found else 0.0


def _before(one: Found, before: Sequence[RecurringTopic]) -> int | None:
    """Two groups are about the same thing when they share half of their words."""
    if not before:
        return None
    alike = (each.mails for each in before if 2 * len(set(each.words) & set(one.words)) >= max(len(one.words), 1))
    return sum(alike)
