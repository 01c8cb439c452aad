"""Quota units: what each call costs, and how many a user has in a minute."""

import threading
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta

from simulator.google.errors import too_fast

MINUTE = timedelta(minutes=1)
USUAL_COST = 5
# Google's table for projects created since May 2026, by method without the API's name.
COSTS = {
    "users.getProfile": 1,
    "users.labels.list": 1,
    "users.labels.get": 1,
    "users.settings.sendAs.list": 1,
    "users.settings.sendAs.get": 1,
    "users.settings.getVacation": 1,
    "users.settings.updateVacation": 5,
    "users.history.list": 2,
    "users.messages.list": 5,
    "users.messages.modify": 5,
    "users.messages.untrash": 5,
    "users.drafts.list": 5,
    "users.labels.create": 5,
    "users.labels.update": 5,
    "users.labels.patch": 5,
    "users.labels.delete": 5,
    "users.threads.list": 10,
    "users.threads.modify": 10,
    "users.threads.untrash": 10,
    "users.drafts.create": 10,
    "users.drafts.delete": 10,
    "users.messages.delete": 10,
    "users.drafts.update": 15,
    "users.messages.get": 20,
    "users.messages.attachments.get": 20,
    "users.drafts.get": 20,
    "users.messages.trash": 20,
    "users.threads.trash": 20,
    "users.threads.delete": 20,
    "users.messages.insert": 25,
    "users.messages.import": 25,
    "users.threads.get": 40,
    "users.messages.batchModify": 50,
    "users.messages.batchDelete": 50,
    "users.stop": 50,
    "users.messages.send": 100,
    "users.drafts.send": 100,
    "users.watch": 100,
}


class Quota:
    """What each user has spent in the last minute."""

    def __init__(self, per_minute: int | None, costs: Mapping[str, int]) -> None:
        self.per_minute = per_minute
        self._costs = COSTS | dict(costs)
        self._spent: dict[str, deque[tuple[datetime, int]]] = {}
        self._lock = threading.Lock()

    def cost(self, method: str) -> int:
        """The units of a method, named as in users.messages.get."""
        return self._costs.get(method, USUAL_COST)

    def spend(self, user: str, units: int, *, now: datetime) -> None:
        """Take the units from the user's minute, or refuse the call."""
        until = self.take(user, units, now=now, limit=self.per_minute)
        if until is not None:
            raise too_fast(until.strftime("%Y-%m-%dT%H:%M:%S.000Z"))

    def take(self, user: str, units: int, *, now: datetime, limit: int | None) -> datetime | None:
        """Take the units if there are so many under the limit; else say when to come back, and take none."""
        if limit is None:
            return None
        with self._lock:
            spent = self._spent.setdefault(user, deque())
            while spent and spent[0][0] <= now - MINUTE:
                spent.popleft()
            if sum(each for _, each in spent) + units > limit:
                return (spent[0][0] if spent else now) + MINUTE
            spent.append((now, units))
            return None
