"""Calendars as an organization writes them: several times of work on each weekday, own days, holidays of a region."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import public_holidays
from inbox.hours import ALWAYS, WHOLE_DAY, Hours, Span
from inbox.models import Calendar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})")


def span(text: str) -> Span:
    """Read `08:00-12:30`; a day ends at 24:00. Raises ValueError."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError("is no time of work; write one like 08:00-12:30")
    hour, minute, until_hour, until_minute = map(int, found.groups())
    begin, end = hour * 60 + minute, until_hour * 60 + until_minute
    if minute > 59 or until_minute > 59 or end > WHOLE_DAY[1]:
        raise ValueError("is no time of work; a day goes from 00:00 to 24:00")
    if begin >= end:
        raise ValueError("ends before it begins; work that goes past midnight is written on both days")
    return begin, end


def spans(texts: list[str]) -> tuple[Span, ...]:
    """The times of work of a day, in order. Raises ValueError where two overlap."""
    found = sorted(map(span, texts))
    for one, other in pairwise(found):
        if other[0] < one[1]:
            raise ValueError(f"{written(other)} overlaps {written(one)}")
    return tuple(found)


def written(span: Span) -> str:
    """A time of work as it is written."""
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in span)


def hours_of(calendar: Calendar | None) -> Hours:
    """The hours of a calendar; round the clock where there is none."""
    return hours(calendar.document, calendar.zone) if calendar is not None else ALWAYS


def hours(document: Mapping[str, Any], zone: str) -> Hours:
    """The hours that a calendar's document says."""
    week = document.get("week") or {}
    days = document.get("days") or []
    region = document.get("holidays")
    return Hours(
        zone,
        tuple(spans(week.get(day) or []) for day in WEEKDAYS),
        {date.fromisoformat(day["date"]): spans(day.get("open") or []) for day in days},
        public_holidays.region(region) if region else None,
    )


def current(session: Session, organization_id: int) -> dict[str, Calendar]:
    """The calendars that are in force, by key."""
    query = select(Calendar).where(Calendar.organization_id == organization_id, Calendar.is_current)
    return {calendar.key: calendar for calendar in session.scalars(query.order_by(Calendar.key))}


def of_key(session: Session, organization_id: int, key: str | None) -> Calendar | None:
    """The calendar of a key that is in force; None is round the clock."""
    if key is None:
        return None
    query = select(Calendar).where(
        Calendar.organization_id == organization_id, Calendar.key == key, Calendar.is_current
    )
    return session.scalars(query).one_or_none()
