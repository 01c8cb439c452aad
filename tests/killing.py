"""Doing something in a child process that is killed at a step: before a call is sent, or before a commit."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from tests.office import Office

_steps = {"left": 0}


def killed_at(office: Office, step: int, deed: Callable[[], object] | None = None) -> bool:
    """Sync, or do something else, in a child that is killed at a step. Says whether it lived to come so far."""
    child = os.fork()
    if child == 0:
        office.work.runtime.engine.dispose(close=False)
        event.listen(office.work.runtime.engine, "commit", _step)
        _steps["left"] = step
        (deed or office.sync)()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def _step(*_: Any) -> None:
    """One call or commit is about to be made: the last one it lives to see, or not."""
    _steps["left"] -= 1
    if _steps["left"] == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def _audit(name: str, _: Any) -> None:
    if name == "http.client.send" and _steps["left"] > 0:
        _step()


sys.addaudithook(_audit)
