"""What a connection to a provider shares with all others: budget, tokens, gaps, patience, places in the air, and the
count of troubles."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

_chance = random.SystemRandom()


class Budget(Protocol):
    """How much may still be asked of a mailbox."""

    def spend(self, units: int) -> None:
        """Take units. Raises UnitsSpent when there are not enough left."""
        ...


class Unlimited:
    """The budget of a provider that does not count."""

    def spend(self, units: int) -> None:
        """Nothing to take from."""


@dataclass(frozen=True)
class Token:
    """An access token and when it ends."""

    value: str
    expires_at: datetime


class Tokens(Protocol):
    """Access tokens that other processes obtained already."""

    def get(self) -> Token | None:
        """The token of this mailbox, if one is known."""
        ...

    def put(self, token: Token) -> None:
        """Let the others use it, too."""
        ...


class Gaps(Protocol):
    """What the mailbox's server was found to lack of its API."""

    def known(self) -> set[str]:
        """Methods that any process found lacking a short while ago."""
        ...

    def add(self, method: str) -> bool:
        """Remember one for a while. Whether it is news, to be said in the log."""
        ...


class Flights(Protocol):
    """How many requests may be under way for a mailbox at once, over all processes."""

    def hold(self, places: int) -> AbstractContextManager[None]:
        """Have so many of the places, or all there are if that is fewer. Raises TryAgain when none comes free."""
        ...


class Unbounded:
    """For a provider that does not count what is under way."""

    def hold(self, places: int) -> AbstractContextManager[None]:
        """Nothing to wait for."""
        return nullcontext()


@dataclass(frozen=True)
class Patience:
    """How often and how long to wait for a provider before giving up for now. Never used inside a unit of work."""

    attempts: int = 4
    first: float = 0.5
    longest: float = 8.0
    wait: Callable[[float], None] = time.sleep

    def delays(self) -> Iterator[float]:
        """Growing delays with some chance in them, one less than there are attempts."""
        for attempt in range(self.attempts - 1):
            yield min(self.first * (2**attempt + _chance.random()), self.longest)


def delay(failures: int) -> float:
    """Seconds to leave a mailbox alone after so many failures in a row: truncated exponential with some chance."""
    return float(min(2 ** min(failures, 6) + _chance.random(), 64))


@dataclass(frozen=True)
class Line:
    """What a provider is given besides the account."""

    budget: Budget
    tokens: Tokens
    gaps: Gaps
    patience: Patience
    count: Callable[[str], None]
    """Told of every trouble, by a short name like `gmail 429`."""
    flights: Flights = field(default_factory=Unbounded)
