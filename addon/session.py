"""Transactions of the web service: one a request, opened and committed here; then its events are handed on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

from sqlalchemy.orm import Session

from addon import visits
from addon.visits import Call, Stranger
from cards.view import View
from inbox import database
from workers.job import tell
from workers.runtime import Runtime

T = TypeVar("T")

_LONGEST_TURN = 0.25
_turn = Lock()
"""Threads of a process share one interpreter: whoever reads beside others waits for all of them after every query."""


@contextmanager
def unit(runtime: Runtime, *, writes: bool) -> Iterator[Session]:
    """One transaction; after its commit the reactions and open pages learn of what it recorded."""
    with database.unit_of_work(runtime.make, writes=writes) as session:
        yield session
        tell(session)


def visit(runtime: Runtime, call: Call, work: Callable[[Session, View], T], *, writes: bool) -> T:
    """Do something for the person behind a call, in one transaction. Raises Stranger for people without access.

    Whoever comes for the first time is remembered in a transaction of its own, so that reading stays reading.
    """
    with _alone(not writes), unit(runtime, writes=writes) as session:
        view = visits.arrive(session, call)
        if view is not None:
            return work(session, view)
    with unit(runtime, writes=True) as session:
        view = visits.arrive_first(session, call)
        if view is not None:
            return work(session, view)
    raise Stranger


@contextmanager
def _alone(is_reading: bool) -> Iterator[None]:
    """Let one thread read after the other, as long as each is quick; who waits too long for a turn goes on without."""
    is_ours = is_reading and _turn.acquire(timeout=_LONGEST_TURN)
    try:
        yield
    finally:
        if is_ours:
            _turn.release()
