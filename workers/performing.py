"""Running a queued job: what a worker's child calls, with the runtime that its parent prepared before forking."""

from __future__ import annotations

from collections.abc import Sequence

from workers import queues
from workers.job import JOBS, UnitsOfWork

_equipment: dict[str, UnitsOfWork] = {}


def equip(work: UnitsOfWork) -> None:
    """Remember, before forking, what the jobs of this process are to be given."""
    _equipment["work"] = work


def perform(name: str, args: Sequence[object], marker: str) -> None:
    """Run a job by its name. Called by RQ."""
    work = _equipment["work"]
    queues.release(work.runtime.redis, marker)
    JOBS[name].run(work, *args)
