"""Messages of a mailbox: filed, read, relabelled, deleted; each change goes into the history."""

import json
import random
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from simulator.google import grouping, history, labels
from simulator.google.accounts import Account
from simulator.google.mail import Mail, read

# An id is the moment of receipt and 20 random bits, as Gmail's are; it must fit a signed 64-bit integer.
RANDOM_BITS = 20
LAST_MOMENT = 2**43 - 1


class UnknownLabel(LookupError):
    """The mailbox has no label of this id."""


@dataclass(frozen=True)
class Message:
    """A message as it was when it was read, without its content."""

    id: int
    thread: int
    internal_date: int
    history_id: int
    size: int
    snippet: str
    self_authored: bool
    added_at: int
    labels: frozenset[str]


def add(
    connection: sqlite3.Connection,
    account: Account,
    raw: bytes,
    *,
    internal_date: int,
    label_ids: Iterable[str],
    added_at: int,
    mail: Mail | None = None,
    thread: int | None = None,
    self_authored: bool = False,
) -> Message:
    """File a message in a thread, or in one of its own."""
    mail = mail or read(raw)
    chosen = frozenset(label_ids)
    known = labels.keys(connection, account.key)
    if unknown := chosen - known.keys():
        raise UnknownLabel(f"{account.email} has no label {min(unknown)}")
    number = free_id(connection, internal_date)
    thread = thread or number
    history_id = history.record(connection, account.key, number, thread, history.ADDED, chosen)
    row = (number, account.key, thread, internal_date, history_id, len(raw), mail.snippet, mail.rfc822_id)
    connection.execute(
        "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, mail.subject_key, mail.has_attachment, self_authored, added_at),
    )
    connection.execute("INSERT INTO raw_messages VALUES (?, ?)", (number, raw))
    connection.executemany(
        "INSERT INTO message_labels VALUES (?, ?)", [(number, known[label_id]) for label_id in chosen]
    )
    connection.execute(
        "INSERT INTO words (rowid, sender, recipients, subject, body) VALUES (?, ?, ?, ?, ?)",
        (number, mail.sender, mail.recipients, mail.subject, mail.body),
    )
    grouping.remember(connection, account.key, number, mail)
    stored = find(connection, account, number)
    assert stored is not None
    return stored


def free_id(connection: sqlite3.Connection, internal_date: int) -> int:
    """An id that no message of any mailbox has."""
    moment = min(max(internal_date, 1), LAST_MOMENT) << RANDOM_BITS
    while True:
        number = moment | random.getrandbits(RANDOM_BITS)
        if not connection.execute("SELECT 1 FROM messages WHERE id = ?", (number,)).fetchone():
            return number


def find(connection: sqlite3.Connection, account: Account, number: int) -> Message | None:
    """A message of this mailbox."""
    row = connection.execute(
        "SELECT id, thread, internal_date, history_id, size, snippet, self_authored, added_at,"
        " (SELECT group_concat(labels.id, ' ') FROM message_labels"
        "  JOIN labels ON labels.key = message_labels.label WHERE message = messages.id) AS label_ids"
        " FROM messages WHERE id = ? AND account = ?",
        (number, account.key),
    ).fetchone()
    if row is None:
        return None
    values = dict(row)
    label_ids = values.pop("label_ids") or ""
    return Message(**values, labels=frozenset(label_ids.split()))


def raw_of(connection: sqlite3.Connection, message: Message) -> bytes:
    """The bytes of a message as they came."""
    row = connection.execute("SELECT raw FROM raw_messages WHERE id = ?", (message.id,)).fetchone()
    return bytes(row["raw"])


def threads_of(connection: sqlite3.Connection, account: Account, numbers: Iterable[int]) -> dict[int, int]:
    """The thread of each message that is there."""
    rows = connection.execute(
        "SELECT id, thread FROM messages WHERE account = ? AND id IN (SELECT value FROM json_each(?))",
        (account.key, json.dumps(list(numbers))),
    )
    return {row["id"]: row["thread"] for row in rows}


def of_thread(connection: sqlite3.Connection, account: Account, thread: int) -> list[Message]:
    """The messages of a thread, oldest first."""
    rows = connection.execute(
        "SELECT id FROM messages WHERE account = ? AND thread = ? ORDER BY id", (account.key, thread)
    ).fetchall()
    found = (find(connection, account, row["id"]) for row in rows)
    return [message for message in found if message is not None]


def relabel(
    connection: sqlite3.Connection,
    account: Account,
    message: Message,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
) -> Message:
    """Put labels on and take labels off; what changes nothing leaves no trace in the history."""
    wanted = frozenset(add)
    if moved := wanted & labels.PLACES:
        remove = {*remove, *(labels.PLACES - moved)}
    gained, lost = wanted - message.labels, frozenset(remove) & message.labels
    if not gained and not lost:
        return message
    keys = labels.keys(connection, account.key)
    connection.executemany(
        "INSERT INTO message_labels VALUES (?, ?)", [(message.id, keys[label_id]) for label_id in gained]
    )
    connection.executemany(
        "DELETE FROM message_labels WHERE message = ? AND label = ?",
        [(message.id, keys[label_id]) for label_id in lost],
    )
    return record_labels(connection, account, message, gained=gained, lost=lost)


def record_labels(
    connection: sqlite3.Connection,
    account: Account,
    message: Message,
    *,
    gained: frozenset[str],
    lost: frozenset[str],
) -> Message:
    """Write changed labels into the history, and give the message as it is now."""
    now = (message.labels | gained) - lost
    number = message.history_id
    for kind, changed in ((history.LABELS_ADDED, gained), (history.LABELS_REMOVED, lost)):
        if changed:
            number = history.record(connection, account.key, message.id, message.thread, kind, now, changed)
    connection.execute("UPDATE messages SET history_id = ? WHERE id = ?", (number, message.id))
    changed_message = find(connection, account, message.id)
    assert changed_message is not None
    return changed_message


def delete(connection: sqlite3.Connection, account: Account, message: Message) -> None:
    """Remove a message for good."""
    history.record(connection, account.key, message.id, message.thread, history.DELETED, message.labels)
    for statement in (
        "DELETE FROM messages WHERE id = ?",
        "DELETE FROM raw_messages WHERE id = ?",
        "DELETE FROM message_labels WHERE message = ?",
        "DELETE FROM message_references WHERE message = ?",
        "DELETE FROM drafts WHERE message = ?",
        "DELETE FROM words WHERE rowid = ?",
    ):
        connection.execute(statement, (message.id,))
