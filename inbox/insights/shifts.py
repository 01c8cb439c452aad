"""What changed from one week to the next by more than chance: what leads are told of."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from inbox.models import InsightWeek, RecurringTopic

WEEKS_BEFORE = 6
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


def of(weeks: Sequence[InsightWeek], topics: Sequence[RecurringTopic]) -> list[Shift]:
    """What changed in the last of some weeks, oldest first, and in what it was about."""
    if not weeks:
        return []
    current, before = weeks[-1], weeks[-1 - WEEKS_BEFORE : -1]
    found = [_mood(current, before), _answers(current, before)]
    surged = [
        Shift(Kind.TOPIC_SURGED, one.before, one.mails, " · ".join(one.words))
        for one in topics
        if one.week == current.week
        and one.before is not None
        and one.mails >= max(_SURGE_FROM, _SURGE * max(one.before, 1))
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
