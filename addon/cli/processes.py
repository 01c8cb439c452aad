"""Processes that belong together: started in order, started again when one dies, ended in reverse."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PATIENCE = 10.0
"""Seconds that a process has to end by itself."""
_QUICK_DEATH = 5.0
"""A process that lived shorter than this is given a pause before it is started again."""


class Unstartable(Exception):
    """A process ended before it was ready; the text says where it wrote why."""


@dataclass
class Child:
    """One process of the family and how to start it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that a Ctrl-C in the terminal reaches only us."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        self.started_at = time.monotonic()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end, and end it with all that it started if it does not."""
        if self.process is None:
            return
        if self.is_running():
            self.process.terminate()
            try:
                self.process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
        _end_group(self.process.pid)
        self.process.wait()


@dataclass
class Family:
    """Processes that live and end together."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)

    def start(self, child: Child, *, ready: Callable[[], bool], within: float = 60.0) -> None:
        """Start a child and wait until it is ready. Raises Unstartable."""
        self.children.append(child)
        child.start()
        deadline = time.monotonic() + within
        while not ready():
            if not child.is_running():
                raise Unstartable(f"{child.name} ended at once; why stands in {child.log}")
            if time.monotonic() > deadline:
                raise Unstartable(f"{child.name} was not ready within {within:.0f} s; look into {child.log}")
            time.sleep(0.05)

    def revive(self) -> None:
        """Start again what died. To be called now and then."""
        for child in self.children:
            if not child.is_running() and time.monotonic() - child.started_at > _QUICK_DEATH:
                self.say(f"{child.name} ended and is started again; see {child.log}")
                child.start()

    def end(self) -> None:
        """End all of them, the last one first."""
        for child in reversed(self.children):
            child.stop()


def _end_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass  # all that it started has ended with it
