"""Which changes of a watched mailbox are told, and when."""

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.config import Subscription
from simulator.google import accounts, watches
from simulator.google.store import Store
from tests.simulator.google.letters import letter

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
TOPIC = "projects/clinic/topics/gmail"
MAILBOX = "reception@example.org"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A watched mailbox."""
    opened = Store(tmp_path / "state.sqlite", clock=lambda: NOW)
    account = opened.add_account(MAILBOX, "Reception")
    with opened.writing() as connection:
        watches.subscribe(connection, Subscription(TOPIC, "http://127.0.0.1/", "audience", "push@example.com"))
        watches.start(connection, account, TOPIC, [], "include", now=NOW)
    yield opened
    opened.close()


def arrive(store: Store, seconds: float) -> int:
    """A mail comes so long after the watch began; gives the mailbox's number then."""
    now = NOW + timedelta(seconds=seconds)
    store.deliver(MAILBOX, letter(id=f"{seconds}@x"), received_at=now)
    account = store.account(MAILBOX)
    with store.writing() as connection:
        watches.publish(connection, account, interval=1, now=now)
    return account.history_id


def told(store: Store, seconds: float = 0) -> list[int]:
    """The numbers waiting to be told."""
    with store.reading() as connection:
        waiting = watches.due(connection, now=NOW + timedelta(seconds=seconds))
    return [json.loads(b64decode(each.data))["historyId"] for each in waiting]


def test_what_comes_within_a_second_of_a_notification_is_dropped(store: Store) -> None:
    begun = told(store)
    arrive(store, 0.5)
    second = arrive(store, 1.5)
    arrive(store, 2.4)

    assert told(store, 10) == [*begun, second]


def test_a_watch_ends_after_a_week(store: Store) -> None:
    last = arrive(store, 7 * 86_400 - 1)
    arrive(store, 7 * 86_400 + 1)

    assert told(store, 8 * 86_400)[1:] == [last]
    with store.reading() as connection:
        account = accounts.get(connection, MAILBOX)
        assert watches.of(connection, account, now=NOW + timedelta(days=7)) is None


def test_a_late_notification_is_told_later(store: Store) -> None:
    store.deliver(MAILBOX, letter(), received_at=NOW)
    account = store.account(MAILBOX)
    with store.writing() as connection:
        watches.publish(connection, account, interval=0, now=NOW, delay=5)

    assert (len(told(store, 4)), len(told(store, 5))) == (1, 2)


def test_a_refused_notification_waits_longer_each_time(store: Store) -> None:
    with store.writing() as connection:
        (subscription,) = watches.subscriptions(connection)
        pauses = []
        for _ in range(8):
            (waiting,) = watches.due(connection, now=NOW + timedelta(days=1))
            watches.refused(connection, waiting, subscription, now=NOW)
            row = connection.execute("SELECT due_at FROM notifications").fetchone()
            pauses.append(row["due_at"] / 1000 - NOW.timestamp())

    assert pauses == [10, 20, 40, 80, 160, 320, 600, 600]
