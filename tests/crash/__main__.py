"""`make crash`: every crash of the matrix, on all cores.

ARGS="--provider outlook --segments 0-4 --every 5" plays it at Outlook, and only some of it.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

import structlog

from sync.providers import PROVIDERS
from tests import valkey
from tests.crash.matrix import complaint, undisturbed
from tests.crash.plan import playings
from tests.crash.script import ENOUGH, SEGMENTS
from tests.crash.stage import on_sqlite
from tests.simulator.running import running

_PATIENCE = 300
"""Seconds without any news after which it is given up."""
_LOOK = 5


@dataclass(frozen=True)
class Planned:
    """A segment was played without a crash."""

    segment: int
    points: int
    sites: frozenset[str]


@dataclass(frozen=True)
class Played:
    """So many crashes were recovered from, or not."""

    points: int
    complaint: str


Told = Planned | Played


@dataclass
class Tally:
    """What has been told so far."""

    planned: int = 0
    played: int = 0
    good: int = 0
    sites: dict[int, frozenset[str]] = field(default_factory=dict)

    def add(self, told: Told) -> None:
        if isinstance(told, Planned):
            self.planned += told.points
            self.sites[told.segment] = told.sites
        else:
            self.played += told.points
            self.good += 0 if told.complaint else told.points

    @property
    def beyond(self) -> set[str]:
        """Sites that `make test` does not come to."""
        known = {site for number, sites in self.sites.items() if number in ENOUGH for site in sites}
        every = {site for sites in self.sites.values() for site in sites}
        return every - known if set(ENOUGH) <= self.sites.keys() else set()


def main(arguments: list[str]) -> int:
    """Play everything; 0 if all ended as if nothing had happened."""
    parser = argparse.ArgumentParser(prog="make crash", description=__doc__)
    parser.add_argument("--segments", default=f"0-{SEGMENTS - 1}", help="which of them, e.g. 0-4")
    parser.add_argument("--provider", default="gmail", choices=list(PROVIDERS), help="where the mailboxes are")
    parser.add_argument("--every", type=int, default=1, help="of so many crashes one is played")
    chosen = parser.parse_args(arguments)
    first, _, last = chosen.segments.partition("-")
    wanted = range(int(first), int(last or first) + 1)
    lanes = min(os.cpu_count() or 1, len(wanted))
    fork = multiprocessing.get_context("fork")
    told: Queue[Told] = fork.Queue()
    waiting: Queue[int] = fork.Queue()
    for number in wanted:
        waiting.put(number)
    processes = [fork.Process(target=_play, args=(waiting, told, chosen.provider, chosen.every)) for _ in range(lanes)]
    for process in processes:
        process.start()
    tally = _follow(told, processes, len(wanted))
    for process in processes:
        if tally.played < tally.planned or len(tally.sites) < len(wanted):
            process.terminate()
        process.join()
    return _conclude(tally, len(wanted), is_all=chosen.provider == "gmail" and chosen.every == 1)


def _follow(told: Queue[Told], lanes: Sequence[BaseProcess], segments: int) -> Tally:
    """Show how far it is, until all is played, no lane is left, or nothing is heard any more."""
    tally, silent = Tally(), 0
    while len(tally.sites) < segments or tally.played < tally.planned:
        try:
            news = told.get(timeout=_LOOK)
        except Empty:
            silent += _LOOK
            if silent >= _PATIENCE or not any(lane.is_alive() for lane in lanes):
                break
            continue
        silent = 0
        tally.add(news)
        if isinstance(news, Played) and news.complaint:
            _say(f"\n{news.complaint}\n")
        _say(f"\r{tally.good} of {tally.planned} crashes, {len(tally.sites)} of {segments} segments ")
    return tally


def _conclude(tally: Tally, segments: int, *, is_all: bool) -> int:
    """`is_all` says that `make test` plays the same kind of crashes, and should come to all their sites."""
    beyond = tally.beyond if is_all else set()
    for site in sorted(beyond):
        _say(f"\n`make test` does not come to: {site}")
    _say(f"\n{tally.good} of {tally.planned}\n")
    is_whole = len(tally.sites) == segments and tally.good == tally.planned
    return 0 if is_whole and not beyond else 1


def _play(waiting: Queue[int], told: Queue[Told], provider: str, every: int) -> None:
    """One lane, with a simulator, a Valkey and a database of its own."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what it started is ended, too
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with ExitStack() as held:
        folders = [Path(held.enter_context(tempfile.TemporaryDirectory(prefix="inbox-crash-"))) for _ in range(2)]
        google = held.enter_context(running(folders[0]))
        redis = held.enter_context(valkey.serve())
        stage = held.enter_context(on_sqlite(google, redis.url, folders[1], provider))
        while True:
            try:
                number = waiting.get(timeout=1)
            except Empty:
                return
            played = undisturbed(stage, number)
            points = played.points[number % every :: every]
            told.put(Planned(number, len(points), frozenset(point.site for point in points)))
            for playing in playings(points):
                told.put(Played(len(playing), complaint(stage, played, playing)))


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
