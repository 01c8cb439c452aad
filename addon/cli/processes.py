"""Processes that belong together: started in order, started again when one dies, ended with all that they started.

On Linux they end with us however we end; elsewhere a kill -9 of ours leaves them behind.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PATIENCE = 10.0
"""Seconds that a process has to end by itself."""
_QUICK_DEATH = 5.0
"""A process that lived shorter than this is given a pause before it is started again."""
_LOOK = 0.05
_PROCESSES = Path("/proc")
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_SYSTEM = ctypes.CDLL(None)


class Unstartable(Exception):
    """A process ended before it was ready; the text says where it wrote why."""


@dataclass
class Child:
    """One process of the family and how to start it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    """Where it writes; None is our own terminal."""
    is_needed: bool = False
    """Whether others need it: it ends after them."""
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that a Ctrl-C in the terminal reaches only us."""
        log = self.log.open("ab") if self.log is not None else None
        self.process = subprocess.Popen(
            self.command, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, preexec_fn=_end_with_parent,
        )  # fmt: skip
        if log is not None:
            log.close()
        self.started_at = time.monotonic()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self) -> None:
        """It finishes what it does first."""
        if self.process is not None and self.is_running():
            self.process.terminate()

    def see_out(self) -> None:
        """Wait until it ended; end it, and whatever it leaves behind, if it does not."""
        if self.process is not None:
            try:
                self.process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                pass  # it is ended below
            self.kill()

    def kill(self) -> None:
        """End it on the spot, and all that it started, wherever that put itself."""
        if self.process is not None:
            _kill_session(self.process.pid)
            self.process.wait()


@dataclass
class Family:
    """Processes that live and end together."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)

    def start(self, child: Child) -> Child:
        """Start a child and let it get ready."""
        self.children.append(child)
        child.start()
        return child

    def wait_for(self, child: Child, ready: Callable[[], bool], *, within: float = 60.0) -> None:
        """Wait until a child is ready. Raises Unstartable."""
        deadline = time.monotonic() + within
        while child.is_running():
            if ready():
                return
            if time.monotonic() > deadline:
                raise Unstartable(f"{child.name} was not ready within {within:.0f} s; {child.log} may say why")
            time.sleep(_LOOK)
        raise Unstartable(f"{child.name} ended at once; {child.log} says why")

    def finish(self, child: Child) -> bool:
        """Start a child and wait until it has done its work. Says whether it went well."""
        self.start(child)
        while child.is_running():
            time.sleep(_LOOK)
        self.children.remove(child)
        return child.process is not None and child.process.returncode == 0

    def revive(self) -> None:
        """Start again what died. To be called now and then."""
        for child in self.children:
            if not child.is_running() and time.monotonic() - child.started_at > _QUICK_DEATH:
                self.say(f"{child.name} ended and is started again; {child.log} may say why.")
                child.kill()
                child.start()

    def end(self) -> None:
        """End all of them, those that others need last; at once when told so a second time."""
        try:
            for is_needed in (False, True):
                ending = [child for child in self.children if child.is_needed is is_needed]
                for child in ending:
                    child.ask_to_end()
                for child in ending:
                    child.see_out()
        except KeyboardInterrupt:
            for child in self.children:
                child.kill()


def _end_with_parent() -> None:
    """In the child, before it becomes the other program: Linux asks it to end when we die."""
    if sys.platform == "linux":
        _SYSTEM.prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _kill_session(leader: int) -> None:
    """Kill a process and everything in the session that it leads; without /proc its own process group."""
    for entry in _PROCESSES.glob("[0-9]*"):
        try:
            if os.getsid(int(entry.name)) == leader:
                os.kill(int(entry.name), signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # it ended meanwhile, or was never ours
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # all that it started has ended with it
