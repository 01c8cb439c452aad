"""Jobs for tests of real workers: what they do can be seen in Redis."""

from __future__ import annotations

import os
import signal
import time

from inbox.models import EventKind
from workers import queues
from workers.job import UnitsOfWork, job
from workers.reactions import REACTIONS

_PATIENCE = 20


@job(queues.REACTIONS, once=False)
def note(work: UnitsOfWork, number: int) -> None:
    """Leave a note."""
    work.runtime.redis.rpush("notes", number)


@job(queues.REACTIONS, once=False)
def note_process(work: UnitsOfWork) -> None:
    """Tell who does this."""
    work.runtime.redis.rpush("processes", os.getpid())


@job(queues.REACTIONS, once=False)
def die_once(work: UnitsOfWork, number: int) -> None:
    """Be killed the first time, leave a note the second."""
    if work.runtime.redis.incr(f"tries:{number}") == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    work.runtime.redis.rpush("notes", number)


@job(queues.REACTIONS, once=False)
def wait_for_leave(work: UnitsOfWork, number: int) -> None:
    """Begin, wait until told to go on, leave a note."""
    work.runtime.redis.rpush("begun", os.getpid())
    deadline = time.monotonic() + _PATIENCE
    while not work.runtime.redis.exists("leave"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    work.runtime.redis.rpush("notes", number)


@job(queues.REACTIONS, once=False)
def fail(work: UnitsOfWork, event_ids: list[int]) -> None:
    """A reaction that is broken."""
    raise ValueError("broken")


@job(queues.REACTIONS, once=False)
def note_events(work: UnitsOfWork, event_ids: list[int]) -> None:
    """A reaction that works."""
    work.runtime.redis.rpush("reactions", *event_ids)


REACTIONS[EventKind.CATEGORIZED] = [fail, note_events]
REACTIONS[EventKind.NOTE_EDITED] = [note_events]
REACTIONS[EventKind.NOTE_DELETED] = []
