"""The places where a process can be killed: before and after every commit and every call that changes something."""

from __future__ import annotations

import os
import re
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from tests.crash.plan import Point

_ROOT = Path(__file__).parents[2]
_OURS = tuple(f"{_ROOT / name}{os.sep}" for name in ("addon", "cards", "inbox", "sync", "workers"))
_PLUMBING = (
    "workers/job.py", "inbox/database.py", "sync/run.py", "gmail/transport.py", "gmail/calls.py",
    "outlook/transport.py", "outlook/graph.py",
)  # fmt: skip
"""What every call or commit goes through."""
_MAILBOX = re.compile(r"^/gmail/v1/users/me|^/graph/v1\.0(/users/[^/]+)?")
_ID = re.compile(r"(?<=/messages/)[^/]{30,}|(?<=/mailFolders/)[^/]{30,}|(?<=^/)[^/]+(?=/v2\.0|/oauth2)")
"""What Graph calls messages and folders, and Entra its tenants, digits or not."""
_NUMBER = re.compile(r"/[^/]*\d[^/]*(?=/|$)")
_PATIENCE = 60
"""Seconds for what a child does until it is killed."""
_READS = ("GET", "POST /batch", "POST /token")


@dataclass
class Watch:
    """Notes the sites that a step passes, and kills the process at one of them."""

    doing: str
    """Names the sites that no function of ours is at: the press that is being carried out."""
    target: tuple[str, int] | None = None
    seen: list[str] = field(default_factory=list)
    asked: dict[int, str] = field(default_factory=dict)
    """What was last asked over a connection."""
    is_committing: bool = False
    """Between the commit of something that was written and its being known."""

    def passing(self, when: str, what: str) -> None:
        site = f"{when} {what} {_frames() or self.doing}"
        self.seen.append(site)
        if self.target is not None and self.target == (site, self.seen.count(site)):
            os.kill(os.getpid(), signal.SIGKILL)

    def points(self, segment: int, step: int) -> list[Point]:
        """Every passing, in order."""
        counted: Counter[str] = Counter()
        found = []
        for site in self.seen:
            counted[site] += 1
            found.append(Point(segment, step, site, counted[site]))
        return found


_current: list[Watch] = []


def _before_call(name: str, arguments: tuple[Any, ...]) -> None:
    if name != "http.client.send" or not _current:
        return
    connection, data = arguments
    verb, _, rest = bytes(data[:2000]).partition(b" ") if isinstance(data, (bytes, bytearray)) else (b"", b"", b"")
    if verb not in (b"GET", b"POST", b"PUT", b"PATCH", b"DELETE"):
        return  # a body, which follows its head
    path = rest.split(b" ")[0].split(b"?")[0].decode()
    plain = _ID.sub("*", _MAILBOX.sub("", path))
    asked = f"{verb.decode()} {_NUMBER.sub('/*', plain)}"
    _current[0].asked[id(connection)] = asked
    _current[0].passing("before", asked)


sys.addaudithook(_before_call)


def _before_commit(connection: Connection) -> None:
    if _current and connection.get_execution_options().get("writes", True):
        _current[0].passing("before", "commit")
        _current[0].is_committing = True


def _after_commit(_: Session) -> None:
    if _current and _current[0].is_committing:
        _current[0].is_committing = False
        _current[0].passing("after", "commit")


@contextmanager
def watching(doing: str, target: tuple[str, int] | None = None) -> Iterator[Watch]:
    """Notice every site that is passed."""
    watch = Watch(doing, target)
    original = HTTPConnection.getresponse

    def answered(connection: HTTPConnection) -> Any:
        answer = original(connection)
        asked = watch.asked.get(id(connection), "")
        if not asked.startswith(_READS):
            watch.passing("after", asked)
        return answer

    _current.append(watch)
    event.listen(Engine, "commit", _before_commit)
    event.listen(Session, "after_commit", _after_commit)
    HTTPConnection.getresponse = answered  # type: ignore[method-assign]
    try:
        yield watch
    finally:
        HTTPConnection.getresponse = original  # type: ignore[method-assign]
        event.remove(Session, "after_commit", _after_commit)
        event.remove(Engine, "commit", _before_commit)
        _current.clear()


def killed(engine: Engine, deed: Callable[[], None], doing: str, target: tuple[str, int]) -> bool:
    """Do it in a child that is killed at a site. Says whether it came there."""
    child = os.fork()
    if child == 0:
        signal.alarm(_PATIENCE)
        try:
            engine.dispose(close=False)
            with watching(doing, target):
                deed()
            os._exit(0)
        except BaseException:  # noqa: BLE001 the child must never return into the caller's own life
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended in (0, -signal.SIGKILL), f"The child ended by itself: {ended}"
    return ended != 0


def _frames() -> str:
    """The two innermost functions of ours, the nearer one with its line."""
    found: list[str] = []
    frame = sys._getframe(1)
    while frame is not None and len(found) < 2:
        file = frame.f_code.co_filename
        if file.startswith(_OURS) and not file.endswith(_PLUMBING):
            line = f":{frame.f_lineno}" if not found else ""
            found.append(f"{Path(file).relative_to(_ROOT)}:{frame.f_code.co_name}{line}")
        frame = frame.f_back  # type: ignore[assignment]
    return " < ".join(found)
