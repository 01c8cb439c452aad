"""Numbers for Prometheus: how long answers take, how far mailboxes lag, how long jobs wait, what providers refuse."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from addon import session
from addon.desk import Desk
from inbox.models import MailboxState
from workers import measures
from workers.measures import LedgerMeasure

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the processes of one server add up their numbers; set before they start."""

_LATENCY = Histogram(
    "inbox_answer_seconds", "Time to answer a call of the mail client", ["door"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30),
)  # fmt: skip


def install(app: Flask) -> None:
    """Time every answer that somebody waits for."""
    app.before_request(_start)
    app.after_request(_stop)


def written(desk: Desk) -> bytes:
    """All numbers, of all processes of this server."""
    registry = CollectorRegistry()
    if os.environ.get(SHARED):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_LATENCY)
    registry.register(_Standing(desk))
    return generate_latest(registry)


def _start() -> None:
    g.started = time.perf_counter()


def _stop(response: Response) -> Response:
    if request.blueprint in ("gmail", "outlook", "hooks", "hooks_graph", "web") and not response.is_streamed:
        _LATENCY.labels(str(request.endpoint)).observe(time.perf_counter() - g.started)
    return response


class _Standing(Collector):
    """How things stand now, read when Prometheus asks. What cannot be read is left out, and said so."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def collect(self) -> Iterator[Metric]:
        yield from self._of_database()
        yield from self._of_redis()

    def _of_database(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("inbox_database_up", "1 when the database answers")
        lag = GaugeMetricFamily("inbox_sync_lag_seconds", "Time since a mailbox was last read", labels=["mailbox"])
        well = GaugeMetricFamily("inbox_mailbox_connected", "0 when its access was lost", labels=["mailbox"])
        events = GaugeMetricFamily("inbox_events_waiting", "Events that the reactions were not given yet")
        try:
            with session.unit(self._desk.runtime, writes=False) as unit:
                mailboxes = measures.of_mailboxes(unit, now=self._desk.clock())
                events.add_metric([], measures.waiting_events(unit))
                ledgers = measures.of_ledgers(unit, now=self._desk.clock())
        except SQLAlchemyError:
            up.add_metric([], 0)
            yield up
            return
        for one in mailboxes:
            lag.add_metric([str(one.mailbox_id)], one.lag)
            well.add_metric([str(one.mailbox_id)], one.state is not MailboxState.DISCONNECTED)
        up.add_metric([], 1)
        yield from (up, lag, well, events)
        yield from _of_ledgers(ledgers)

    def _of_redis(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("inbox_redis_up", "1 when Redis answers")
        length = GaugeMetricFamily("inbox_queue_jobs", "Jobs that wait", labels=["queue"])
        age = GaugeMetricFamily("inbox_queue_age_seconds", "How long the oldest job has waited", labels=["queue"])
        refused = CounterMetricFamily("inbox_provider_troubles", "Refusals and failures of providers", labels=["kind"])
        redis = self._desk.runtime.redis
        try:
            for waiting in measures.of_queues(redis, now=self._desk.clock()):
                length.add_metric([waiting.name], waiting.waiting)
                age.add_metric([waiting.name], waiting.oldest)
            for kind, number in measures.of_troubles(redis).items():
                refused.add_metric([kind], number)
        except RedisError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield from (up, length, age, refused)


def _of_ledgers(ledgers: list[LedgerMeasure]) -> Iterator[Metric]:
    missing = GaugeMetricFamily("inbox_ledger_missing", "Mail that the newest check found missing", labels=["mailbox"])
    lost = GaugeMetricFamily("inbox_ledger_unexplained", "Of that, what could not be fetched", labels=["mailbox"])
    age = GaugeMetricFamily("inbox_ledger_age_seconds", "Time since the newest check", labels=["mailbox"])
    whole = GaugeMetricFamily("inbox_ledger_chain_whole", "0 when its entries were changed", labels=["mailbox"])
    for one in ledgers:
        name = [str(one.mailbox_id)]
        missing.add_metric(name, one.missing)
        lost.add_metric(name, one.unexplained)
        age.add_metric(name, one.age)
        whole.add_metric(name, one.is_whole)
    yield from (missing, lost, age, whole)
