"""How many open pages a process tells of changes at once: each holds a thread of it, and cards need theirs."""

from __future__ import annotations

import select
import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

_CONNECTIONS = ("gunicorn.socket", "werkzeug.socket")
_PATIENCE = 1.0
"""Seconds in which a stream of the same person, whose page has just gone on to another, notices that it ended."""


class Streams:
    """How many streams a process holds, and for whom."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of_one = max(1, (most + 1) // 2)
        self._held: Counter[str] = Counter()
        self._changed = threading.Condition()
        self.may_go_on: Callable[[], bool] = lambda: True
        """Whether the process is to live on; the server that runs it says so."""

    @property
    def held(self) -> int:
        """How many there are now."""
        return self._held.total()

    def take(self, person: str) -> Callable[[], None] | None:
        """A place for a stream, to be given back by calling what comes; None where none is left."""
        with self._changed:
            patience = _PATIENCE if self._held[person] else 0.0
            if not self._changed.wait_for(lambda: self._has_place(person), patience):
                return None
            self._held[person] += 1
        return self._give_back(person)

    def _has_place(self, person: str) -> bool:
        return self.held < self._most and self._held[person] < self._of_one

    def _give_back(self, person: str) -> Callable[[], None]:
        taken = [person]

        def give_back() -> None:
            with self._changed, suppress(IndexError):  # twice is once
                self._held[taken.pop()] -= 1
                self._changed.notify_all()

        return give_back


def departure(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Tells whether the browser behind a request has gone, where the server lets us look at its connection.

    Else only writing would show it, and a page that goes on to another would hold two places for a while.
    """
    connection = next((environ[name] for name in _CONNECTIONS if name in environ), None)
    return lambda: connection is not None and _is_closed(connection)


def _is_closed(connection: socket.socket) -> bool:
    look = select.poll()
    try:
        look.register(connection, select.POLLIN)
        return bool(look.poll(0)) and not connection.recv(1, socket.MSG_PEEK)
    except ValueError:
        return connection.fileno() < 0  # a connection that we may not peek into is there as long as it is open
    except OSError:
        return True
