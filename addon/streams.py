"""How many open pages a process tells of changes at once: each holds a thread of it, and cards need theirs."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress


class Streams:
    """How many streams a process holds, and for whom."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of_one = max(1, (most + 1) // 2)
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.may_go_on: Callable[[], bool] = lambda: True
        """Whether the process is to live on; the server that runs it says so."""

    @property
    def held(self) -> int:
        """How many there are now."""
        return self._held.total()

    def take(self, person: str) -> Callable[[], None] | None:
        """A place for a stream, to be given back by calling what comes; None where none is left."""
        with self._lock:
            if self.held >= self._most or self._held[person] >= self._of_one:
                return None
            self._held[person] += 1
        return self._give_back(person)

    def _give_back(self, person: str) -> Callable[[], None]:
        taken = [person]

        def give_back() -> None:
            with self._lock, suppress(IndexError):  # twice is once
                self._held[taken.pop()] -= 1

        return give_back
