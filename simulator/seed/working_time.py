"""Working time: people write to a clinic on weekdays between eight and six, so the seed's dates count in such hours."""

import re
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

OPENS = time(8)
CLOSES = time(18)
UNITS = {"d": timedelta(hours=10), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


def span(text: str) -> timedelta:
    """Read a length of working time such as "3d 2h 10m", a day being ten hours."""
    parts = text.split()
    if not all(re.fullmatch(r"\d+[dhm]", part) for part in parts):
        raise ValueError(f"{text!r} is no working time; write it like 3d 2h 10m")
    return sum((int(part[:-1]) * UNITS[part[-1]] for part in parts), timedelta())


def before(now: datetime, back: timedelta, zone: ZoneInfo) -> datetime:
    """The moment that lies so much working time before now."""
    moment = _last_working_moment(now.astimezone(zone))
    while moment - _at(moment, OPENS) < back:
        back -= moment - _at(moment, OPENS)
        moment = _evening_before(moment)
    return moment - back


def jitter(key: str, most: timedelta) -> timedelta:
    """A few whole minutes that always are the same for the same key: nobody writes on the hour."""
    number = int.from_bytes(sha256(key.encode()).digest()[:4], "big")
    return timedelta(minutes=number % max(1, int(most / timedelta(minutes=1))))


def _last_working_moment(moment: datetime) -> datetime:
    if moment.weekday() >= 5 or moment.time() < OPENS:
        return _evening_before(moment)
    return min(moment, _at(moment, CLOSES))


def _evening_before(moment: datetime) -> datetime:
    day = moment - timedelta(days=1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return _at(day, CLOSES)


def _at(moment: datetime, clock: time) -> datetime:
    return datetime.combine(moment.date(), clock, moment.tzinfo)
