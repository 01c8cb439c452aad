"""Working on a mailbox in this process step by step, with a bar that shows how far it got."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

import click

from addon.cli import startup
from inbox.models import Mailbox

PATIENCE = 15.0
"""Seconds without anything new after which we stop."""
LONG = 60.0
"""Seconds; longer than this nobody waits for a provider at a terminal."""
_PAUSE = 0.1
_WHOLE = 1000


class Stand(Protocol):
    """A mailbox and how far the work on it got, at one moment."""

    @property
    def mailbox(self) -> Mailbox: ...

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to do, or nothing that we could do."""
        ...

    @property
    def done(self) -> float:
        """From 0 to 1."""
        ...

    @property
    def mark(self) -> tuple[object, ...]:
        """What changes while the work gets on."""
        ...


AnyStand = TypeVar("AnyStand", bound=Stand)


def follow(label: str, step: Callable[[], AnyStand], *, patience: float = PATIENCE) -> AnyStand:
    """Take steps until all is done, or nothing new came of them for so many seconds. Gives where it stands then."""
    shown, last, given_up_at = 0, None, time.monotonic() + patience
    hidden = not startup.is_terminal()
    with click.progressbar(length=_WHOLE, label=label, file=sys.stderr, hidden=hidden) as bar:
        while True:
            stand = step()
            done = int(stand.done * _WHOLE)
            bar.update(max(done - shown, 0))
            shown = max(done, shown)
            if stand.is_over or time.monotonic() > given_up_at:
                return stand
            if stand.mark != last:
                last, given_up_at = stand.mark, time.monotonic() + asked_to_wait(stand.mailbox) + patience
            else:
                time.sleep(_PAUSE)


def asked_to_wait(mailbox: Mailbox) -> float:
    """Seconds for which the provider wants to be left alone."""
    return max((mailbox.try_at - startup.now()).total_seconds(), 0.0) if mailbox.try_at else 0.0
