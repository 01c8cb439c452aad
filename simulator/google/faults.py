"""Troubles that can be switched on: what Google does on a bad day."""

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

KINDS = {
    "slow": "answers after so many seconds",
    "hang": "takes the call, answers after so many seconds with nothing",
    "cut": "breaks the answer off in the middle",
    "status": "answers with this status and reason instead",
    "fresh-404": "does not find messages younger than so many seconds",
    "history-expired": "has forgotten the history asked for",
    "delegation-revoked": "no longer lets service accounts act for the mailbox",
    "push-lost": "never sends a notification",
    "push-duplicate": "sends a notification twice",
    "push-late": "sends a notification so many seconds late",
}


@dataclass(frozen=True)
class Fault:
    """One trouble: for which calls and mailboxes (patterns), and how often (always, when times is not given)."""

    kind: str
    method: str = "*"
    mailbox: str = "*"
    times: int | None = None
    seconds: float = 0
    status: int = 503
    reason: str = "backendError"

    def concerns(self, method: str, mailbox: str, age: float | None) -> bool:
        """Whether it strikes a call; age is that of the message called for, in seconds."""
        young = age is None or age < self.seconds
        return young and fnmatchcase(method, self.method) and fnmatchcase(mailbox, self.mailbox)


class Faults:
    """The troubles that are on."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def replace(self, faults: Iterable[Fault]) -> None:
        """Switch these on and all others off."""
        wanted = list(faults)
        if unknown := {fault.kind for fault in wanted} - KINDS.keys():
            raise ValueError(f"There is no fault {min(unknown)}; there are {', '.join(KINDS)}")
        with self._lock:
            self._faults = wanted

    def everything(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def take(self, kind: str, *, method: str = "", mailbox: str = "", age: float | None = None) -> Fault | None:
        """The trouble of this kind that strikes this call, one time less left of it."""
        with self._lock:
            for place, fault in enumerate(self._faults):
                if fault.kind == kind and fault.concerns(method, mailbox, age):
                    self._use(place, fault)
                    return fault
        return None

    def _use(self, place: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._faults[place]
        else:
            self._faults[place] = replace(fault, times=fault.times - 1)
