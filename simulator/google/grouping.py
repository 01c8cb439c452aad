"""Which thread a message belongs to: common references under the same subject, as Gmail groups mail."""

import json
import sqlite3

from simulator.google.mail import Mail

# Gmail breaks a longer conversation off into a new one.
LONGEST_THREAD = 100


def thread_of_arrival(connection: sqlite3.Connection, account: int, mail: Mail) -> int | None:
    """The newest thread with room that shares an id and the subject with an arriving mail."""
    identifiers = json.dumps([mail.rfc822_id, *mail.references])
    rows = connection.execute(
        "SELECT thread, max(messages.id) AS newest FROM message_references"
        " JOIN messages ON messages.id = message_references.message"
        " WHERE message_references.account = ?"
        " AND message_references.rfc822_id IN (SELECT value FROM json_each(?))"
        " AND subject_key = ? AND message_references.rfc822_id != ''"
        " GROUP BY thread ORDER BY newest DESC",
        (account, identifiers, mail.subject_key),
    ).fetchall()
    return next((row["thread"] for row in rows if has_room(connection, account, row["thread"])), None)


def may_join(connection: sqlite3.Connection, account: int, thread: int, mail: Mail) -> bool:
    """Whether a message that names a thread also refers to it and keeps its subject, as the API demands."""
    row = connection.execute(
        "SELECT 1 FROM messages JOIN message_references ON message_references.message = messages.id"
        " WHERE messages.account = ? AND thread = ? AND subject_key = ?"
        " AND message_references.rfc822_id IN (SELECT value FROM json_each(?)) LIMIT 1",
        (account, thread, mail.subject_key, json.dumps(mail.references)),
    ).fetchone()
    return row is not None


def has_room(connection: sqlite3.Connection, account: int, thread: int) -> bool:
    """Whether the thread is not yet full."""
    row = connection.execute(
        "SELECT count(*) FROM messages WHERE account = ? AND thread = ?", (account, thread)
    ).fetchone()
    return bool(row[0] < LONGEST_THREAD)


def remember(connection: sqlite3.Connection, account: int, message: int, mail: Mail) -> None:
    """Keep the ids a message carries and refers to, for those that come later."""
    identifiers = {mail.rfc822_id, *mail.references} - {""}
    connection.executemany(
        "INSERT OR IGNORE INTO message_references VALUES (?, ?, ?)",
        [(account, identifier, message) for identifier in identifiers],
    )
