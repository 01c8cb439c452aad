"""The one SQLite file that holds a simulated provider, safe to kill at any moment; what a Google keeps in it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    key INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
    subject TEXT NOT NULL UNIQUE, history_id INTEGER NOT NULL, history_floor INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS aliases (
    account INTEGER NOT NULL, email TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL,
    PRIMARY KEY (account, email)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vacations (account INTEGER PRIMARY KEY, settings TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS labels (
    key INTEGER PRIMARY KEY, account INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
    folded TEXT NOT NULL, kind TEXT NOT NULL, message_visibility TEXT, list_visibility TEXT,
    text_color TEXT, background_color TEXT, UNIQUE (account, id), UNIQUE (account, folded));
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, account INTEGER NOT NULL, thread INTEGER NOT NULL,
    internal_date INTEGER NOT NULL, history_id INTEGER NOT NULL, size INTEGER NOT NULL,
    snippet TEXT NOT NULL, rfc822_id TEXT NOT NULL, subject_key TEXT NOT NULL,
    has_attachment INTEGER NOT NULL, self_authored INTEGER NOT NULL, added_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS messages_of_account ON messages (account, id);
CREATE INDEX IF NOT EXISTS messages_of_thread ON messages (account, thread);
CREATE INDEX IF NOT EXISTS messages_by_rfc822_id ON messages (account, rfc822_id);
CREATE TABLE IF NOT EXISTS raw_messages (id INTEGER PRIMARY KEY, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS message_labels (
    message INTEGER NOT NULL, label INTEGER NOT NULL, PRIMARY KEY (message, label)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS messages_of_label ON message_labels (label, message);
CREATE TABLE IF NOT EXISTS message_references (
    account INTEGER NOT NULL, rfc822_id TEXT NOT NULL, message INTEGER NOT NULL,
    PRIMARY KEY (account, rfc822_id, message)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS references_of_message ON message_references (message);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(sender, recipients, subject, body);
CREATE TABLE IF NOT EXISTS drafts (
    id TEXT PRIMARY KEY, account INTEGER NOT NULL, message INTEGER NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS history (
    account INTEGER NOT NULL, id INTEGER NOT NULL, message INTEGER NOT NULL, thread INTEGER NOT NULL,
    kind TEXT NOT NULL, labels TEXT NOT NULL, changed TEXT NOT NULL,
    PRIMARY KEY (account, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS watches (
    account INTEGER PRIMARY KEY, topic TEXT NOT NULL, label_ids TEXT NOT NULL, behaviour TEXT NOT NULL,
    expires_at INTEGER NOT NULL, notified_history_id INTEGER NOT NULL, notified_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS subscriptions (
    name TEXT PRIMARY KEY, topic TEXT NOT NULL, endpoint TEXT NOT NULL, audience TEXT NOT NULL,
    service_account TEXT NOT NULL, minimum_backoff REAL NOT NULL, maximum_backoff REAL NOT NULL,
    acknowledge_within REAL NOT NULL);
CREATE TABLE IF NOT EXISTS notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT, subscription TEXT NOT NULL, message_id TEXT NOT NULL,
    data TEXT NOT NULL, published_at INTEGER NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS signing_keys (
    id TEXT PRIMARY KEY, private_pem TEXT NOT NULL, certificate_pem TEXT NOT NULL,
    created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS service_accounts (
    email TEXT PRIMARY KEY, client_id TEXT NOT NULL, key_id TEXT NOT NULL, private_pem TEXT NOT NULL,
    scopes TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS oauth_clients (id TEXT PRIMARY KEY, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS oauth_redirects (
    client TEXT NOT NULL, uri TEXT NOT NULL, PRIMARY KEY (client, uri)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS oauth_codes (
    code TEXT PRIMARY KEY, client TEXT NOT NULL, email TEXT NOT NULL, facts TEXT NOT NULL,
    expires_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS refresh_tokens (
    token TEXT PRIMARY KEY, client TEXT NOT NULL, email TEXT NOT NULL, scopes TEXT NOT NULL,
    revoked INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS access_tokens (
    token TEXT PRIMARY KEY, email TEXT NOT NULL, scopes TEXT NOT NULL, granted_to TEXT NOT NULL,
    expires_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS message_tokens (
    token TEXT PRIMARY KEY, account INTEGER NOT NULL, message INTEGER NOT NULL, expires_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, target TEXT NOT NULL, metadata BLOB NOT NULL, content BLOB NOT NULL);
"""


class Database:
    """Connections to the file, one for each thread, as SQLite wants it."""

    def __init__(self, path: Path, schema: str = SCHEMA) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._write_lock = threading.Lock()
        with self._write_lock:
            self._connection().executescript(schema)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A steady view of the file."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of it is kept, or nothing."""
        connection = self._connection()
        with self._write_lock:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connections of every thread."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._local = threading.local()

    def release(self) -> None:
        """Close the connection of this thread, which is about to end."""
        connection: sqlite3.Connection | None = self._local.__dict__.pop("connection", None)
        if connection is not None:
            self._opened.remove(connection)
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Another thread may only ever close it.
            connection = sqlite3.connect(
                self.path, isolation_level=None, timeout=30, check_same_thread=False, cached_statements=256
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            # Survives the death of the process; only a power cut could lose the last moments.
            connection.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = connection
            self._opened.append(connection)
        return connection
