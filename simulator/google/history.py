"""The history of a mailbox: every change under an ever growing number."""

import json
import random
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from simulator.google.accounts import Account

ADDED, DELETED = "messageAdded", "messageDeleted"
LABELS_ADDED, LABELS_REMOVED = "labelAdded", "labelRemoved"


class HistoryLost(LookupError):
    """The history asked for is too old, or never was."""


@dataclass(frozen=True)
class Change:
    """One record of the history."""

    id: int
    message: int
    thread: int
    kind: str
    labels: list[str]
    changed: list[str]

    def concerns(self, label_id: str) -> bool:
        """Whether the changed message carries the label, or gained or lost it."""
        return label_id in self.labels or label_id in self.changed


def advance(connection: sqlite3.Connection, account: int) -> int:
    """The next number of a mailbox; some are left out, as at Google."""
    row = connection.execute(
        "UPDATE accounts SET history_id = history_id + ? WHERE key = ? RETURNING history_id",
        (random.randint(1, 40), account),
    ).fetchone()
    return int(row[0])


def record(
    connection: sqlite3.Connection,
    account: int,
    message: int,
    thread: int,
    kind: str,
    labels: Iterable[str],
    changed: Iterable[str] = (),
) -> int:
    """Write one change down and give its number."""
    number = advance(connection, account)
    connection.execute(
        "INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?)",
        (account, number, message, thread, kind, json.dumps(sorted(labels)), json.dumps(sorted(changed))),
    )
    return number


def after(connection: sqlite3.Connection, account: Account, start: int, limit: int) -> list[Change]:
    """The changes after a number, oldest first."""
    floor = connection.execute("SELECT history_floor FROM accounts WHERE key = ?", (account.key,)).fetchone()
    if not floor[0] <= start <= account.history_id:
        raise HistoryLost(f"No history from {start}")
    rows = connection.execute(
        "SELECT id, message, thread, kind, labels, changed FROM history WHERE account = ? AND id > ?"
        " ORDER BY id LIMIT ?",
        (account.key, start, limit),
    )
    return [change_of(row) for row in rows]


def change_of(row: sqlite3.Row) -> Change:
    """A row as a record of the history."""
    values = dict(row)
    labels, changed = json.loads(values.pop("labels")), json.loads(values.pop("changed"))
    return Change(**values, labels=labels, changed=changed)


def expire(connection: sqlite3.Connection, account: Account) -> None:
    """Forget everything up to now: whoever comes with an older number must start over."""
    number = advance(connection, account.key)
    connection.execute("UPDATE accounts SET history_floor = ? WHERE key = ?", (number, account.key))
    connection.execute("DELETE FROM history WHERE account = ?", (account.key,))
