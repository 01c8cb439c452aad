"""How much one application may ask of one mailbox: so many calls at once, and so many in ten minutes."""

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from simulator.microsoft.errors import GraphError

WINDOW = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
# How long a caller is sent away who asks too much at once, in parts of a second as Graph likes to count.
SOON = 2.128

Key = tuple[str, str]
"""An application and the mailbox it calls for."""


class Throttle:
    """What every application has asked of every mailbox lately."""

    def __init__(self, concurrent: int | None, requests: int | None) -> None:
        self.concurrent = concurrent
        self.requests = requests
        self._in_flight: Counter[Key] = Counter()
        self._most: Counter[str] = Counter()
        self._seen: dict[Key, deque[datetime]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def entered(self, key: Key, *, now: datetime, scarce: int | None = None) -> Iterator[None]:
        """One call is under way; scarce is how many a minute there are instead of the usual number."""
        with self._lock:
            self._count(key, now, scarce)
            if self.concurrent is not None and self._in_flight[key] >= self.concurrent:
                raise too_many(f"Application is over its MailboxConcurrency limit of {self.concurrent}.", SOON)
            self._in_flight[key] += 1
            self._most[key[1]] = max(self._most[key[1]], self._in_flight[key])
        try:
            yield
        finally:
            with self._lock:
                self._in_flight[key] -= 1

    def most(self) -> dict[str, int]:
        """How many calls there were at once at most, by mailbox."""
        with self._lock:
            return dict(self._most)

    def forget(self) -> None:
        """Count anew how many calls there are at once at most."""
        with self._lock:
            self._most.clear()

    def _count(self, key: Key, now: datetime, scarce: int | None) -> None:
        limit, window = (self.requests, WINDOW) if scarce is None else (scarce, MINUTE)
        seen = self._seen.setdefault(key, deque())
        while seen and seen[0] <= now - WINDOW:
            seen.popleft()
        if limit is not None:
            # The usual window is the one that is kept, and too long to be looked through at every call.
            recent = seen if window == WINDOW else [moment for moment in seen if moment > now - window]
            if len(recent) >= limit:
                pause = (recent[0] + window - now).total_seconds() if recent else window.total_seconds()
                raise too_many("Application is over its request limit for the mailbox.", pause)
        seen.append(now)


def too_many(message: str, seconds: float) -> GraphError:
    """Too much was asked; the pause is in the header, to the thousandth of a second."""
    return GraphError(429, "ApplicationThrottled", message, Retry_After=f"{max(seconds, 0.001):.3f}")
