"""A worker: imports the application, then forks a child for every job: a job costs no import and leaks no memory."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import Any

import structlog
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job as QueuedJob
from rq.serializers import JSONSerializer

from sync import troubles
from workers import models, performing, queues
from workers.job import JOBS, UnitsOfWork
from workers.runtime import Runtime
from workers.schedule import SCHEDULE

_SILENT_FOR = 30
"""Seconds without a sign of life after which a worker counts as dead; half of it is the longest wait for a job."""
_LOOK_AFTER = 15
"""Seconds between two looks for jobs of workers that were killed."""
_PAUSE = 1.0
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_SYSTEM = ctypes.CDLL(None)
_log = structlog.get_logger(__name__)


class ForkingWorker(Worker):
    """RQ's worker; knows whether it was asked to end, and shares no database connection with its children."""

    is_ending = False
    runtime: Runtime
    has_model = False
    """Whether the local model was loaded, or could not be."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """The running job is finished first."""
        self.is_ending = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def fork_work_horse(self, job: QueuedJob, queue: Queue) -> None:
        """The first job that may ask the local model has it loaded here, so that no child has to."""
        if queue.name in queues.AI and not self.has_model:
            self._load_model()
        super().fork_work_horse(job, queue)

    def _load_model(self) -> None:
        self.has_model = True
        try:
            models.local()
        except Exception as error:  # noqa: BLE001 the job itself fails then, and is counted; other queues go on
            _log.error("the local model could not be loaded", error=type(error).__name__)

    def main_work_horse(self, job: QueuedJob, queue: Queue) -> None:
        """In the child."""
        self.runtime.engine.dispose(close=False)
        super().main_work_horse(job, queue)


def run(runtime: Runtime, *, burst: bool = False, worked: Sequence[str] = queues.QUEUES) -> None:
    """Work until asked to end, or with `burst` until the queues are empty. An outage of Redis is waited out."""
    os.register_at_fork(after_in_child=_end_with_parent)
    performing.equip(UnitsOfWork(runtime))
    _log.info("the worker runs", jobs=len(JOBS), recurring=len(SCHEDULE))
    is_ending = False
    while not is_ending:
        worker = None
        try:
            worker = _worker(runtime, worked)
            worker.work(burst=burst, with_scheduler=True, logging_level="WARNING")
            is_ending = worker.is_ending or burst
        except RedisError as failure:
            is_ending = worker is not None and worker.is_ending
            _log.warning("the worker cannot reach Redis", error=type(failure).__name__)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        time.sleep(0 if is_ending else _PAUSE)
    _log.info("the worker ended")


def _end_with_parent() -> None:
    """RQ's scheduler would outlive a worker that is killed: Linux ends every child with it."""
    if sys.platform == "linux":
        _SYSTEM.prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _worker(runtime: Runtime, worked: Sequence[str]) -> ForkingWorker:
    def killed(job: QueuedJob, *_: Any) -> None:
        """The child was killed; the job has retries left, so RQ queues it again."""
        _log.error("the child that did a job was killed", job=job.description)
        troubles.count(runtime.redis, "worker killed")

    worker = ForkingWorker(
        worked, connection=runtime.redis, serializer=JSONSerializer, default_result_ttl=0,
        worker_ttl=_SILENT_FOR, maintenance_interval=_LOOK_AFTER, job_monitoring_interval=10,
        log_job_description=False, work_horse_killed_handler=killed,
    )  # fmt: skip
    worker.runtime = runtime
    return worker
