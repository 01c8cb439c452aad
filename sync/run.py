"""One run of a sync: the connection, the lease, and units of work that can commit only while the lease is ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from inbox.models import Mailbox
from inbox.settings import Settings
from sync import leases
from sync.leases import Hold
from sync.line import Patience
from sync.provider import Provider


@dataclass(frozen=True)
class Run:
    """What the steps of a sync share. `unit` opens and commits a unit of work; `clock` tells the time."""

    provider: Provider
    hold: Hold
    settings: Settings
    keys: tuple[bytes, ...]
    """Of the keyed hash in our own Message-IDs."""
    unit: Callable[[], AbstractContextManager[Session]]
    clock: Callable[[], datetime]
    patience: Patience

    @contextmanager
    def fenced(self) -> Iterator[tuple[Session, Mailbox]]:
        """A unit of work on the mailbox. Raises LeaseLost, and commits nothing, when another took the lease."""
        now = self.clock()
        with self.unit() as session:
            leases.keep(session, self.hold, now=now, seconds=self.settings.lease_seconds)
            yield session, session.get_one(Mailbox, self.hold.mailbox_id)

    def beat(self) -> None:
        """Make the lease last longer while the provider is being read. Raises LeaseLost."""
        with self.fenced():
            pass
