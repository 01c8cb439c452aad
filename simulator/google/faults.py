"""Troubles that can be switched on: what Google does on a bad day, always, now and then, or for a while."""

import random
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from simulator.google.fault_kinds import DEFAULTS, KINDS
from simulator.microsoft import fault_kinds as microsoft

__all__ = ["KINDS", "Fault", "Faults", "made"]

RETRIES = frozenset({"", "seconds", "date", "message"})


@dataclass(frozen=True)
class Fault:
    """One trouble: for which calls and mailboxes (patterns), and how often (always, when nothing is said)."""

    kind: str
    method: str = "*"
    mailbox: str = "*"
    times: int | None = None
    seconds: float = 0
    status: int = 503
    reason: str = "backendError"
    amount: int = 0
    retry: str = ""
    """How it says when to come back: in the header Retry-After as seconds or date, in the message, or not at all."""
    chance: float = 1.0
    """The share of the calls that it strikes."""
    seed: int = 0
    """The same seed strikes the same calls of the same sequence of calls."""
    lasts: float | None = None
    """For how many seconds it stays on."""

    def concerns(self, method: str, mailbox: str, age: float | None) -> bool:
        """Whether it may strike a call; age is that of the message called for, in seconds."""
        young = age is None or age < self.seconds
        return young and fnmatchcase(method, self.method) and fnmatchcase(mailbox, self.mailbox)


@dataclass(frozen=True)
class Strike(Fault):
    """A trouble that happened to a call; luck, from 0 to 1, decides what else is left to chance."""

    luck: float = 0.0


@dataclass
class Switched:
    """A trouble that is on: what is left of it, and its dice."""

    fault: Fault
    until: float
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.fault.seed} {self.fault.kind} {self.fault.method}")

    @property
    def is_over(self) -> bool:
        return self.fault.times == 0 or time.monotonic() >= self.until

    def strike(self) -> Strike | None:
        """Throw the dice, and where it strikes take one of the times that are left."""
        thrown, luck = self.dice.random(), self.dice.random()
        if thrown >= self.fault.chance:
            return None
        struck = Strike(**asdict(self.fault), luck=luck)
        if self.fault.times is not None:
            self.fault = replace(self.fault, times=self.fault.times - 1)
        return struck


class Faults:
    """The troubles that are on."""

    def __init__(self) -> None:
        self._on: list[Switched] = []
        self._lock = threading.Lock()

    def replace(self, faults: Iterable[Fault]) -> None:
        """Switch these on and all others off."""
        wanted = [checked(fault) for fault in faults]
        now = time.monotonic()
        with self._lock:
            self._on = [Switched(each, now + each.lasts if each.lasts is not None else float("inf")) for each in wanted]

    def everything(self) -> list[dict[str, Any]]:
        """What is on, with the times that are left."""
        with self._lock:
            return [asdict(each.fault) for each in self._on if not each.is_over]

    def take(self, kind: str, *, method: str = "", mailbox: str = "", age: float | None = None) -> Strike | None:
        """The trouble of this kind that strikes this call, one time less left of it."""
        with self._lock:
            for each in self._on:
                if each.fault.kind != kind or each.is_over or not each.fault.concerns(method, mailbox, age):
                    continue
                if struck := each.strike():
                    return struck
        return None

    def standing(self, kind: str, *, method: str = "", mailbox: str = "") -> Fault | None:
        """The trouble of this kind that is a lasting property of the mailbox: it is not used up, nor left to chance."""
        with self._lock:
            for each in self._on:
                if each.fault.kind == kind and not each.is_over and each.fault.concerns(method, mailbox, None):
                    return each.fault
        return None

    @property
    def skew(self) -> float:
        """How many seconds the clock is wrong."""
        wrong = self.standing("clock-skew")
        return wrong.seconds if wrong else 0.0


def made(values: dict[str, Any]) -> Fault:
    """A trouble out of JSON; what is not said is what its kind usually means."""
    usual = DEFAULTS | microsoft.DEFAULTS
    return checked(Fault(**usual.get(str(values.get("kind")), {}) | values))


def checked(fault: Fault) -> Fault:
    """The trouble, if there is such a one."""
    if fault.kind not in KINDS | microsoft.KINDS:
        raise ValueError(f"There is no fault {fault.kind}; there are {', '.join(KINDS)}")
    if not 0 <= fault.chance <= 1:
        raise ValueError("A chance is between 0 and 1")
    if fault.retry not in RETRIES:
        raise ValueError(f"retry is one of {', '.join(sorted(RETRIES))}")
    return fault
