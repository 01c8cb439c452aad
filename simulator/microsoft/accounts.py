"""The people and shared mailboxes of the simulated tenants."""

import json
import sqlite3
import uuid
from dataclasses import dataclass

from simulator.google.accounts import UnknownMailbox
from simulator.microsoft import folders

COLUMNS = "accounts.key, accounts.id, tenant, accounts.email, name, purpose, forgotten_until"


@dataclass(frozen=True)
class Account:
    """Somebody in a directory, with a mailbox; forgotten_until is the last change no delta token may be older than."""

    key: int
    id: str
    tenant: str
    email: str
    name: str
    purpose: str
    forgotten_until: int


def add(connection: sqlite3.Connection, email: str, name: str, *, tenant: str, purpose: str = "shared") -> Account:
    """Open a mailbox with the folders every one has; one that exists is given as it is."""
    settings = json.dumps({"timeZone": "UTC", "language": {"locale": "en-GB", "displayName": "English"}})
    added = connection.execute(
        "INSERT INTO accounts (id, tenant, email, name, purpose, forgotten_until, settings)"
        " VALUES (?, ?, ?, ?, ?, 0, ?) ON CONFLICT (email) DO NOTHING",
        (str(uuid.uuid4()), tenant, email, name, purpose, settings),
    )
    account = get(connection, email)
    if added.rowcount:
        folders.add_usual(connection, account.key)
    return account


def get(connection: sqlite3.Connection, email: str) -> Account:
    """The account of an address."""
    account = find(connection, email)
    if account is None:
        raise UnknownMailbox(f"There is no account {email}")
    return account


def find(connection: sqlite3.Connection, name: str) -> Account | None:
    """The account of an address, an alias or a directory id, where there is one."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM accounts WHERE email = ? OR id = ?"  # noqa: S608 our own columns
        " OR key = (SELECT account FROM aliases WHERE aliases.email = ?)",
        (name, name.casefold(), name),
    ).fetchone()
    return Account(*row) if row else None


def by_key(connection: sqlite3.Connection, key: int) -> Account:
    """The account of a row."""
    row = connection.execute(f"SELECT {COLUMNS} FROM accounts WHERE key = ?", (key,)).fetchone()  # noqa: S608
    return Account(*row)


def everyone(connection: sqlite3.Connection) -> list[Account]:
    """All accounts, in the order they were opened."""
    return [Account(*row) for row in connection.execute(f"SELECT {COLUMNS} FROM accounts ORDER BY key")]  # noqa: S608


def remove(connection: sqlite3.Connection, account: Account) -> None:
    """Take an account away with all that is in its mailbox."""
    connection.execute(
        "DELETE FROM raw_messages WHERE key IN (SELECT key FROM messages WHERE account = ?)", (account.key,)
    )
    for table in ("messages", "message_references", "changes", "categories", "grants", "subscriptions", "aliases"):
        connection.execute(f"DELETE FROM {table} WHERE account = ?", (account.key,))  # noqa: S608 our own tables
    connection.execute("DELETE FROM members WHERE account = ? OR member = ?", (account.key, account.key))
    connection.execute("DELETE FROM folders WHERE account = ?", (account.key,))
    connection.execute("DELETE FROM accounts WHERE key = ?", (account.key,))


def add_alias(connection: sqlite3.Connection, account: Account, email: str) -> None:
    """Let the account receive for another address."""
    connection.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (email, account.key))


def let_in(connection: sqlite3.Connection, account: Account, member: Account) -> None:
    """Give somebody full access to a shared mailbox."""
    connection.execute("INSERT OR IGNORE INTO members VALUES (?, ?)", (account.key, member.key))


def put_out(connection: sqlite3.Connection, account: Account, member: Account) -> None:
    """Take somebody's access to a shared mailbox away."""
    connection.execute("DELETE FROM members WHERE account = ? AND member = ?", (account.key, member.key))


def members(connection: sqlite3.Connection, account: Account) -> list[str]:
    """The addresses of those who were let into a mailbox."""
    rows = connection.execute(
        "SELECT email FROM members JOIN accounts ON accounts.key = member WHERE account = ? ORDER BY member",
        (account.key,),
    )
    return [row["email"] for row in rows]


def may_open(connection: sqlite3.Connection, account: Account, member: Account) -> bool:
    """Whether somebody may open a mailbox: their own, or one they were let into."""
    row = connection.execute(
        "SELECT 1 FROM members WHERE account = ? AND member = ?", (account.key, member.key)
    ).fetchone()
    return account.key == member.key or row is not None


def addresses(connection: sqlite3.Connection, account: Account) -> set[str]:
    """Every address of the account, in lower case."""
    rows = connection.execute("SELECT email FROM aliases WHERE account = ?", (account.key,))
    return {account.email.casefold(), *(row["email"].casefold() for row in rows)}
