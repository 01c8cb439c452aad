"""What a simulated Microsoft 365 keeps in its SQLite file."""

from pathlib import Path

from simulator.google.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS tenants (id TEXT PRIMARY KEY, domain TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL, purpose TEXT NOT NULL, forgotten_until INTEGER NOT NULL, settings TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS aliases (email TEXT PRIMARY KEY COLLATE NOCASE, account INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (
    account INTEGER NOT NULL, member INTEGER NOT NULL, PRIMARY KEY (account, member)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folders (
    key INTEGER PRIMARY KEY, account INTEGER NOT NULL, uid BLOB NOT NULL UNIQUE, parent INTEGER,
    name TEXT NOT NULL COLLATE NOCASE, well_known TEXT, hidden INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS folders_by_name ON folders (account, parent, name);
CREATE TABLE IF NOT EXISTS messages (
    key INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL, folder INTEGER NOT NULL, uid BLOB NOT NULL UNIQUE,
    bound BLOB NOT NULL UNIQUE, internet_id TEXT NOT NULL, conversation BLOB NOT NULL, conversation_index BLOB NOT NULL,
    subject_key TEXT NOT NULL, received_at INTEGER NOT NULL, sent_at INTEGER NOT NULL, created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL, change_number INTEGER NOT NULL, is_draft INTEGER NOT NULL, is_read INTEGER NOT NULL,
    transported INTEGER NOT NULL, categories TEXT NOT NULL, flag TEXT NOT NULL, inference TEXT NOT NULL,
    content TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS messages_of_folder ON messages (account, folder, received_at);
CREATE INDEX IF NOT EXISTS messages_of_conversation ON messages (account, conversation);
CREATE INDEX IF NOT EXISTS messages_by_internet_id ON messages (account, internet_id);
CREATE TABLE IF NOT EXISTS raw_messages (key INTEGER PRIMARY KEY, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS message_references (
    account INTEGER NOT NULL, internet_id TEXT NOT NULL, conversation BLOB NOT NULL,
    PRIMARY KEY (account, internet_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL, folder INTEGER NOT NULL, message INTEGER,
    kind TEXT NOT NULL, uid BLOB NOT NULL, bound BLOB NOT NULL, made_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS changes_of_folder ON changes (account, folder, number);
CREATE TABLE IF NOT EXISTS categories (
    key INTEGER PRIMARY KEY, account INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE,
    color TEXT NOT NULL, UNIQUE (account, name));
CREATE TABLE IF NOT EXISTS applications (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, secret TEXT NOT NULL, certificate TEXT NOT NULL, uri TEXT NOT NULL,
    scopes TEXT NOT NULL, redirects TEXT NOT NULL, roles TEXT NOT NULL, granted TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS consents (
    tenant TEXT NOT NULL, application TEXT NOT NULL, principal TEXT NOT NULL, roles TEXT NOT NULL,
    scopes TEXT NOT NULL, mailboxes TEXT NOT NULL, PRIMARY KEY (tenant, application)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grants (
    code TEXT PRIMARY KEY, kind TEXT NOT NULL, application TEXT NOT NULL, account INTEGER NOT NULL,
    facts TEXT NOT NULL, expires_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS subscriptions (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, application TEXT NOT NULL, account INTEGER NOT NULL, folder INTEGER,
    resource TEXT NOT NULL, change_types TEXT NOT NULL, notification_url TEXT NOT NULL, lifecycle_url TEXT NOT NULL,
    client_state TEXT NOT NULL, immutable INTEGER NOT NULL, expires_at INTEGER NOT NULL, created_at INTEGER NOT NULL,
    told_until INTEGER NOT NULL, authorised INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT, subscription TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL,
    attempts INTEGER NOT NULL, due_at INTEGER NOT NULL, made_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS signing_keys (
    id TEXT PRIMARY KEY, private_pem TEXT NOT NULL, certificate_pem TEXT NOT NULL, created_at INTEGER NOT NULL);
"""


def beside(state: Path) -> Path:
    """Where Microsoft's file lies when Google's is this one."""
    return state.with_name(f"{state.stem}-microsoft{state.suffix}")


def open_database(state: Path) -> Database:
    """The file beside Google's."""
    return Database(beside(state), SCHEMA)
