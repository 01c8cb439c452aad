"""Subscriptions: who wants to hear of changes in which mailbox, and what still waits to be told."""

import json
import sqlite3
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.google.timing import milliseconds
from simulator.microsoft import changes

COLUMNS = (
    "id, tenant, application, account, folder, resource, change_types, notification_url, lifecycle_url, client_state,"
    " immutable, expires_at, created_at, told_until, authorised"
)
REAUTHORIZE = "reauthorizationRequired"
REMOVED = "subscriptionRemoved"
MISSED = "missed"
EVENTS = frozenset({REAUTHORIZE, REMOVED, MISSED})


@dataclass(frozen=True)
class Subscription:
    """Somebody who wants to hear of changes; no folder is the whole mailbox."""

    id: str
    tenant: str
    application: str
    account: int
    folder: int | None
    resource: str
    change_types: str
    notification_url: str
    lifecycle_url: str
    client_state: str
    immutable: int
    expires_at: int
    created_at: int
    told_until: int
    authorised: int

    def covers(self, change: changes.Change) -> bool:
        """Whether a change is one it wants to hear of."""
        kind = changes.DELETED if change.kind == changes.MOVED else change.kind
        here = self.folder in {None, change.folder}
        return change.message is not None and here and kind in self.change_types.split(",")


@dataclass(frozen=True)
class Notification:
    """Something that waits to be told."""

    id: int
    subscription: str
    url: str
    body: str
    attempts: int
    made_at: int


def add(connection: sqlite3.Connection, values: dict[str, Any], *, now: datetime) -> Subscription:
    """Begin to tell somebody of what happens from now on."""
    known = values | {
        "id": str(uuid.uuid4()),
        "created_at": milliseconds(now),
        "told_until": changes.last(connection),
        "authorised": True,
    }
    connection.execute(
        f"INSERT INTO subscriptions ({', '.join(known)}) VALUES ({', '.join(f':{name}' for name in known)})",  # noqa: S608
        known,
    )
    return get(connection, known["id"])


def get(connection: sqlite3.Connection, subscription_id: str) -> Subscription:
    """The subscription of an id."""
    row = connection.execute(f"SELECT {COLUMNS} FROM subscriptions WHERE id = ?", (subscription_id,)).fetchone()  # noqa: S608
    if row is None:
        raise LookupError(f"There is no subscription {subscription_id}")
    return Subscription(*row)


def everything(connection: sqlite3.Connection) -> list[Subscription]:
    """All subscriptions, the oldest first."""
    return [Subscription(*row) for row in connection.execute(f"SELECT {COLUMNS} FROM subscriptions ORDER BY rowid")]  # noqa: S608


def forget_expired(connection: sqlite3.Connection, *, now: datetime) -> None:
    """Let go of those whose time is over."""
    connection.execute("DELETE FROM subscriptions WHERE expires_at <= ?", (milliseconds(now),))


def renew(connection: sqlite3.Connection, subscription: Subscription, expires_at: int | None = None) -> Subscription:
    """Confirm that the caller may still hear of changes, for longer where a time is given."""
    connection.execute(
        "UPDATE subscriptions SET authorised = 1, expires_at = ? WHERE id = ?",
        (expires_at or subscription.expires_at, subscription.id),
    )
    return get(connection, subscription.id)


def suspend(connection: sqlite3.Connection, subscription: Subscription) -> None:
    """Tell nothing more until the caller confirms that they may hear it."""
    connection.execute("UPDATE subscriptions SET authorised = 0 WHERE id = ?", (subscription.id,))


def remove(connection: sqlite3.Connection, subscription: Subscription) -> None:
    """Tell this one nothing any more."""
    connection.execute("DELETE FROM subscriptions WHERE id = ?", (subscription.id,))


def told(connection: sqlite3.Connection, subscription: Subscription, until: int) -> None:
    """Note up to which change it was told."""
    connection.execute("UPDATE subscriptions SET told_until = ? WHERE id = ?", (until, subscription.id))


def enqueue(
    connection: sqlite3.Connection, subscription: Subscription, url: str, value: dict[str, Any], *, now: datetime,
    delay: float = 0,
) -> None:  # fmt: skip
    """Put something in line to be told."""
    moment = milliseconds(now)
    connection.execute(
        "INSERT INTO notifications (subscription, url, body, attempts, due_at, made_at) VALUES (?, ?, ?, 0, ?, ?)",
        (subscription.id, url, json.dumps(value), moment + int(delay * 1000), moment),
    )


def due(connection: sqlite3.Connection, *, now: datetime) -> list[Notification]:
    """What is to be told now, the oldest first."""
    rows = connection.execute(
        "SELECT id, subscription, url, body, attempts, made_at FROM notifications"
        " WHERE due_at <= ? ORDER BY id LIMIT 500",
        (milliseconds(now),),
    )
    return [Notification(**dict(row)) for row in rows]


def done(connection: sqlite3.Connection, notifications: list[Notification]) -> None:
    """Forget what was told."""
    connection.executemany("DELETE FROM notifications WHERE id = ?", [(each.id,) for each in notifications])


def postpone(connection: sqlite3.Connection, notifications: list[Notification], until: datetime) -> None:
    """Tell it again later."""
    moment = milliseconds(until)
    connection.executemany(
        "UPDATE notifications SET attempts = attempts + 1, due_at = ? WHERE id = ?",
        [(moment, each.id) for each in notifications],
    )
