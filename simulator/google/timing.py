"""Moments as Google counts them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time of the simulated Google, which may run ahead of the real one or behind."""

    def __init__(self, offset: float = 0, skew: Callable[[], float] = lambda: 0.0) -> None:
        self.offset = timedelta(seconds=offset)
        self._skew = skew
        """Seconds that it is wrong besides."""

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset + timedelta(seconds=self._skew())


def milliseconds(moment: datetime) -> int:
    """A moment as Google counts it, since 1970."""
    return int(moment.timestamp() * 1000)


def seconds(moment: datetime) -> int:
    """A moment as tokens count it, since 1970."""
    return int(moment.timestamp())
