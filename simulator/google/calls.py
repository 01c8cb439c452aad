"""A log of the calls Google received, for tests and people to count them."""

import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

REMEMBERED = 20_000


@dataclass(frozen=True)
class LoggedCall:
    """One call; an inner call of a batch is one of its own."""

    time: str
    verb: str
    path: str
    method: str
    mailbox: str
    status: int
    units: int
    batched: bool


class CallLog:
    """The last calls, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[LoggedCall] = deque(maxlen=REMEMBERED)
        self._lock = threading.Lock()

    def add(self, call: LoggedCall) -> None:
        with self._lock:
            self._calls.append(call)

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()

    def everything(self, method: str = "") -> list[dict[str, Any]]:
        """The calls as JSON, of one method where it is named."""
        with self._lock:
            calls = list(self._calls)
        return [asdict(call) for call in calls if method in {"", call.method}]
