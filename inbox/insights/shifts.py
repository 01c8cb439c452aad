"""What changed from one week to the next by more than chance: what leads are told of."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from math import sqrt
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.insights.counting import WEEK, topics_of
from inbox.models import InsightWeek

_WEEKS_BEFORE = 6
_FEWEST_MAILS = 10
_FEWEST_QUESTIONS = 10
_SURE = 2.6
"""Standard errors that a difference has to be: about one in a hundred by chance."""
_WORSE_BY = 0.15
_SURGE = 2.5
"""Times as many mails about one thing as before."""
_SURGE_FROM = 5


class Kind(enum.StrEnum):
    """What changed."""

    MOOD_FELL = "mood-fell"
    TOPIC_SURGED = "topic-surged"
    ANSWERS_FELL = "answers-fell"


class Shift(NamedTuple):
    """A change of a week against those before, in whole numbers: for moods per cent of -1 to 1."""

    kind: Kind
    before: int
    now: int
    words: str = ""
    """Of a topic. Single words of several mails, for the card; never for a mail or a channel."""


def of_week(session: Session, team_id: int, week: date) -> list[Shift]:
    """What changed in a team's week."""
    query = select(InsightWeek).where(
        InsightWeek.team_id == team_id, InsightWeek.week <= week, InsightWeek.week >= week - _WEEKS_BEFORE * WEEK
    )
    rows = session.scalars(query.order_by(InsightWeek.week)).all()
    current = next((one for one in rows if one.week == week), None)
    if current is None:
        return []
    before = [one for one in rows if one.week < week]
    found = [_mood(current, before), _answers(current, before)]
    surged = [
        Shift(Kind.TOPIC_SURGED, one.before, one.mails, " · ".join(one.words))
        for one in topics_of(session, team_id, week)
        if one.before is not None and one.mails >= max(_SURGE_FROM, _SURGE * max(one.before, 1))
    ]
    return [*(one for one in found if one is not None), *surged]


def _mood(current: InsightWeek, before: Sequence[InsightWeek]) -> Shift | None:
    mails = sum(one.mails for one in before)
    if current.mails < _FEWEST_MAILS or mails < _FEWEST_MAILS:
        return None
    mean = sum(one.sentiment * one.mails for one in before) / mails
    squares = sum((one.spread**2 + (one.sentiment - mean) ** 2) * one.mails for one in before) / mails
    error = sqrt(squares / mails + current.spread**2 / current.mails)
    fall = mean - current.sentiment
    if fall < _WORSE_BY or fall < _SURE * error:
        return None
    return Shift(Kind.MOOD_FELL, round(100 * mean), round(100 * current.sentiment))


def _answers(current: InsightWeek, before: Sequence[InsightWeek]) -> Shift | None:
    questions, answered = sum(one.questions for one in before), sum(one.answered for one in before)
    if current.questions < _FEWEST_QUESTIONS or questions < _FEWEST_QUESTIONS:
        return None
    then, now = answered / questions, current.answered / current.questions
    both = (answered + current.answered) / (questions + current.questions)
    error = sqrt(both * (1 - both) * (1 / questions + 1 / current.questions))
    if then - now < _WORSE_BY or then - now < _SURE * error:
        return None
    return Shift(Kind.ANSWERS_FELL, round(100 * then), round(100 * now))
