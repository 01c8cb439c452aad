"""The log of what happened in mailboxes, from which delta answers and change notifications are made."""

import sqlite3
from dataclasses import dataclass

CREATED = "created"
UPDATED = "updated"
DELETED = "deleted"
MOVED = "moved"
"""Gone from this folder and alive in another."""


@dataclass(frozen=True)
class Change:
    """One entry; of a folder itself when it names no message."""

    number: int
    folder: int
    message: int | None
    kind: str
    uid: bytes
    bound: bytes
    made_at: int


def record(
    connection: sqlite3.Connection,
    account: int,
    folder: int,
    kind: str,
    *,
    message: int | None = None,
    uid: bytes,
    bound: bytes = b"",
    at: int,
) -> None:
    """Write down that something happened in a folder."""
    connection.execute(
        "INSERT INTO changes (account, folder, message, kind, uid, bound, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (account, folder, message, kind, uid, bound, at),
    )


def last(connection: sqlite3.Connection) -> int:
    """The number of the newest entry."""
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0])


def last_before(connection: sqlite3.Connection, moment: int) -> int:
    """The number of the newest entry that is older than a moment."""
    row = connection.execute("SELECT coalesce(max(number), 0) FROM changes WHERE made_at < ?", (moment,)).fetchone()
    return int(row[0])


def of_folder(connection: sqlite3.Connection, account: int, folder: int, after: int, until: int) -> list[Change]:
    """The newest entry of each message that changed in a folder, oldest first, with the first kind it had."""
    rows = connection.execute(
        "SELECT max(number) AS number, folder, message, kind, uid, bound, made_at FROM changes"
        " WHERE account = ? AND folder = ? AND message IS NOT NULL AND number > ? AND number <= ?"
        " GROUP BY message ORDER BY max(number)",
        (account, folder, after, until),
    )
    return [Change(**dict(row)) for row in rows]


def created(connection: sqlite3.Connection, folder: int, message: int, after: int, until: int) -> bool:
    """Whether a message came into a folder in this stretch."""
    row = connection.execute(
        "SELECT 1 FROM changes WHERE folder = ? AND message = ? AND kind = ? AND number > ? AND number <= ?",
        (folder, message, CREATED, after, until),
    ).fetchone()
    return row is not None


def of_account(connection: sqlite3.Connection, account: int, after: int) -> list[Change]:
    """Every entry of a mailbox, oldest first."""
    rows = connection.execute(
        "SELECT number, folder, message, kind, uid, bound, made_at FROM changes"
        " WHERE account = ? AND number > ? ORDER BY number",
        (account, after),
    )
    return [Change(**dict(row)) for row in rows]
