"""The simulated Google as one object: what seed, host page, command line and measurements work with."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from simulator.google import accounts, delivery, history
from simulator.google.accounts import Account
from simulator.google.database import Database
from simulator.google.delivery import ARRIVING, Arrival
from simulator.google.identifiers import hexadecimal
from simulator.google.timing import Clock

__all__ = ["Account", "Arrival", "Store"]


class Store:
    """One state file. Several processes may use it at once; all ids given out are Gmail API ids (hex)."""

    def __init__(self, path: Path | str, *, clock: Callable[[], datetime] | None = None) -> None:
        self.database = Database(Path(path))
        self.clock = clock or Clock()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A steady view, for the functions of the modules beside this one."""
        return self.database.reading()

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction, for the functions of the modules beside this one."""
        return self.database.writing()

    def close(self) -> None:
        self.database.close()

    def add_account(self, email: str, name: str) -> Account:
        """Open a mailbox; an existing one stays as it is."""
        with self.writing() as connection:
            return accounts.add(connection, email, name)

    def add_alias(self, email: str, alias: str, name: str) -> None:
        """Let an account send as, and receive for, another address."""
        with self.writing() as connection:
            accounts.add_alias(connection, accounts.get(connection, email), alias, name)

    def account(self, email: str) -> Account:
        """The account of an address; UnknownMailbox where there is none."""
        with self.reading() as connection:
            return accounts.get(connection, email)

    def accounts(self) -> list[Account]:
        """All accounts, in the order they were opened."""
        with self.reading() as connection:
            return accounts.everyone(connection)

    def deliver(
        self,
        email: str,
        raw: bytes,
        *,
        received_at: datetime,
        labels: Iterable[str] = ARRIVING,
        thread: bool = True,
    ) -> tuple[str, str]:
        """Let one mail arrive and give its message id and thread id; thread=False starts a thread anyway."""
        arrival = Arrival(raw, received_at, tuple(labels))
        return self.deliver_many(email, [arrival], thread=thread)[0]

    def deliver_many(self, email: str, arrivals: Iterable[Arrival], *, thread: bool = True) -> list[tuple[str, str]]:
        """Let many mails arrive in one transaction, in the order given."""
        now = self.clock()
        with self.writing() as connection:
            account = accounts.get(connection, email)
            stored = [delivery.arrive(connection, account, arrival, now=now, thread=thread) for arrival in arrivals]
        return [(hexadecimal(message.id), hexadecimal(message.thread)) for message in stored]

    def expire_history(self, email: str) -> None:
        """Forget the history of a mailbox: every older startHistoryId answers 404 from now on."""
        with self.writing() as connection:
            history.expire(connection, accounts.get(connection, email))
