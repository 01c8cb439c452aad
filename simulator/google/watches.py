"""Watched mailboxes: which changes are published, to which Pub/Sub subscriptions, and what still waits there."""

import base64
import json
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from simulator.config import Subscription
from simulator.google import accounts, history
from simulator.google.accounts import Account
from simulator.google.timing import milliseconds

LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class Watch:
    """A mailbox whose changes somebody wants to hear of."""

    topic: str
    label_ids: tuple[str, ...]
    behaviour: str
    expires_at: int
    notified_history_id: int
    notified_at: int

    def covers(self, change: history.Change) -> bool:
        """Whether a change passes the filter by labels."""
        concerned = any(change.concerns(label_id) for label_id in self.label_ids)
        return concerned == (self.behaviour == "include") or not self.label_ids


@dataclass(frozen=True)
class Notification:
    """A message waiting in a subscription."""

    id: int
    subscription: str
    message_id: str
    data: str
    published_at: int
    attempts: int

    @property
    def mailbox(self) -> str:
        return str(json.loads(base64.b64decode(self.data))["emailAddress"])

    def told(self, counted_from: int) -> str:
        """Its data with the history id as it is counted outside: a number, or a text when it is too long for one."""
        if not counted_from:
            return self.data
        content = json.loads(base64.b64decode(self.data))
        history_id = content["historyId"] + counted_from
        content["historyId"] = history_id if history_id < 2**64 else str(history_id)
        return base64.b64encode(json.dumps(content, separators=(",", ":")).encode()).decode()


def start(
    connection: sqlite3.Connection,
    account: Account,
    topic: str,
    label_ids: Sequence[str],
    behaviour: str,
    *,
    now: datetime,
) -> int:
    """Watch a mailbox for a week and say so at once; gives the end of the watch."""
    expires_at = milliseconds(now + LIFETIME)
    connection.execute(
        "INSERT OR REPLACE INTO watches VALUES (?, ?, ?, ?, ?, ?, ?)",
        (account.key, topic, json.dumps(list(label_ids)), behaviour, expires_at, account.history_id, 0),
    )
    notify(connection, account, now=now)
    return expires_at


def stop(connection: sqlite3.Connection, account: Account) -> None:
    """Watch a mailbox no longer."""
    connection.execute("DELETE FROM watches WHERE account = ?", (account.key,))


def of(connection: sqlite3.Connection, account: Account, *, now: datetime) -> Watch | None:
    """The watch of a mailbox, while it lasts."""
    row = connection.execute(
        "SELECT * FROM watches WHERE account = ? AND expires_at > ?", (account.key, milliseconds(now))
    ).fetchone()
    if row is None:
        return None
    values = dict(row)
    del values["account"]
    return Watch(**values | {"label_ids": tuple(json.loads(values["label_ids"]))})


def changed_accounts(connection: sqlite3.Connection, *, now: datetime) -> list[Account]:
    """The watched accounts with changes nobody has looked at."""
    rows = connection.execute(
        "SELECT email FROM watches JOIN accounts ON accounts.key = account"
        " WHERE history_id > notified_history_id AND expires_at > ?",
        (milliseconds(now),),
    ).fetchall()
    return [accounts.get(connection, row["email"]) for row in rows]


def publish(
    connection: sqlite3.Connection, account: Account, *, interval: float, now: datetime, delay: float = 0
) -> None:
    """Notify of the changes since the last look; those that come too soon after a notification are dropped."""
    watch = of(connection, account, now=now)
    if watch is None:
        return
    try:
        changes = history.after(connection, account, watch.notified_history_id, 10_000)
    except history.HistoryLost:
        changes = []
    too_soon = milliseconds(now) - watch.notified_at < interval * 1000
    if not too_soon and any(watch.covers(change) for change in changes):
        notify(connection, account, now=now, delay=delay)
    connection.execute(
        "UPDATE watches SET notified_history_id = ? WHERE account = ?", (account.history_id, account.key)
    )


def notify(connection: sqlite3.Connection, account: Account, *, now: datetime, delay: float = 0) -> None:
    """Put a notification into every subscription of the watch's topic."""
    content = {"emailAddress": account.email, "historyId": account.history_id}
    data = base64.b64encode(json.dumps(content, separators=(",", ":")).encode()).decode()
    moment = milliseconds(now)
    connection.execute("UPDATE watches SET notified_at = ? WHERE account = ?", (moment, account.key))
    connection.execute(
        "INSERT INTO notifications (subscription, message_id, data, published_at, attempts, due_at)"
        " SELECT subscriptions.name, ?, ?, ?, 0, ? FROM subscriptions"
        " JOIN watches ON watches.topic = subscriptions.topic WHERE watches.account = ?",
        (str(random.randint(10**15, 10**16)), data, moment, moment + int(delay * 1000), account.key),
    )


def subscribe(connection: sqlite3.Connection, subscription: Subscription) -> None:
    """Create a push subscription, or change the one of this name."""
    connection.execute(
        "INSERT OR REPLACE INTO subscriptions VALUES (:name, :topic, :endpoint, :audience, :service_account,"
        " :minimum_backoff, :maximum_backoff, :acknowledge_within)",
        asdict(subscription),
    )


def subscriptions(connection: sqlite3.Connection) -> list[Subscription]:
    """All push subscriptions."""
    rows = connection.execute("SELECT * FROM subscriptions ORDER BY name")
    return [Subscription(**dict(row)) for row in rows]


def replace_subscriptions(connection: sqlite3.Connection, wanted: Sequence[dict[str, Any]]) -> None:
    """Have these subscriptions and no others."""
    connection.execute("DELETE FROM subscriptions")
    for values in wanted:
        subscribe(connection, Subscription(**values))


def due(connection: sqlite3.Connection, *, now: datetime) -> list[Notification]:
    """The notifications whose time has come."""
    rows = connection.execute(
        "SELECT id, subscription, message_id, data, published_at, attempts FROM notifications"
        " WHERE due_at <= ? ORDER BY id LIMIT 100",
        (milliseconds(now),),
    )
    return [Notification(**dict(row)) for row in rows]


def acknowledged(connection: sqlite3.Connection, notification: Notification) -> None:
    """Forget a notification that was taken."""
    connection.execute("DELETE FROM notifications WHERE id = ?", (notification.id,))


def postpone(connection: sqlite3.Connection, number: int, until: datetime) -> None:
    """Send a notification not before this moment."""
    connection.execute("UPDATE notifications SET due_at = ? WHERE id = ?", (milliseconds(until), number))


def refused(
    connection: sqlite3.Connection, notification: Notification, subscription: Subscription, *, now: datetime
) -> None:
    """Send a notification again later, each time after a longer pause."""
    pause = min(subscription.minimum_backoff * 2.0 ** min(notification.attempts, 16), subscription.maximum_backoff)
    connection.execute(
        "UPDATE notifications SET attempts = attempts + 1, due_at = ? WHERE id = ?",
        (milliseconds(now) + int(pause * 1000), notification.id),
    )
