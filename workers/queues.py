"""The queues, by urgency, and putting a job into one. A job is a nudge; what is to be done stands in the database."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

from redis import Redis
from rq import Queue, Retry
from rq.serializers import JSONSerializer

URGENT = "urgent"
"""What keeps everything else going, and what somebody waits for."""
COPILOT = "copilot"
"""What somebody waits for, and a model may take long over: nothing that is to be sent waits behind it."""
SYNC = "sync"
"""Fresh mail."""
REACTIONS = "reactions"
"""What follows from events."""
BACKFILL = "backfill"
"""Old mail: whatever time is left."""
TRIAGE = "triage"
"""What a model reads of fresh mail."""
SPARE = "spare"
"""What a model reads of old mail, and what it learns: when nothing else waits."""
QUEUES = (URGENT, COPILOT, SYNC, REACTIONS, TRIAGE, BACKFILL, SPARE)
AI = (COPILOT, TRIAGE, SPARE)
"""Those whose jobs ask the local model, which takes memory: a worker may leave them to others, or do nothing else."""

_PERFORM = "workers.performing.perform"
_LONGEST = 900
_FAILED_ARE_KEPT = 24 * 3600
_RETRIES = (1, 15, 120)
_FORGET = 60
"""Seconds after which a queued job counts as lost and may be queued again beside itself."""


def put(redis: Redis, queue: str, name: str, args: Sequence[object], *, delay: float = 0.0, once: bool) -> None:
    """Queue a job by its name, to run after `delay` seconds. A job that runs `once` is not queued twice."""
    marker = _claim(redis, name, args, delay) if once else ""
    if marker is None:
        return
    target = Queue(queue, connection=redis, serializer=JSONSerializer)
    told = {
        "args": [name, list(args), marker], "job_timeout": _LONGEST, "result_ttl": 0, "failure_ttl": _FAILED_ARE_KEPT,
        "description": f"{name}({', '.join(map(str, args))})", "retry": Retry(max=len(_RETRIES), interval=_RETRIES),
    }  # fmt: skip
    if delay > 0:
        target.enqueue_in(timedelta(seconds=delay), _PERFORM, **told)
    else:
        target.enqueue(_PERFORM, **told)


def release(redis: Redis, marker: str) -> None:
    """The job begins: from now on it may be queued again."""
    if marker:
        redis.delete(marker)


def _claim(redis: Redis, name: str, args: Sequence[object], delay: float) -> str | None:
    """A marker for the job in the queue; None when it is queued already and will run early enough."""
    marker = f"inbox:queued:{name}:{':'.join(map(str, args))}"
    if delay <= 0:
        return marker if redis.set(marker, "now", nx=True, ex=_FORGET) else None
    marker += ":later"
    due = time.time() + delay
    known = redis.get(marker)
    if known is not None and float(known) <= due + 1:
        return None
    redis.set(marker, str(due), ex=int(delay) + _FORGET)
    return marker
