"""The accounts of the simulated Google: one person or one shared address, one mailbox."""

import secrets
import sqlite3
from dataclasses import dataclass

from simulator.google import labels


class UnknownMailbox(LookupError):
    """No account has this address."""


@dataclass(frozen=True)
class Account:
    """An account as it was when it was read."""

    key: int
    email: str
    name: str
    subject: str
    history_id: int


def add(connection: sqlite3.Connection, email: str, name: str) -> Account:
    """Open an account with an empty mailbox; one that exists is given as it is."""
    # Google's counters are in the middle of their life when one meets them.
    history_id = 1_000_000 + secrets.randbelow(8_000_000)
    subject = str(10**20 + secrets.randbelow(9 * 10**20))
    added = connection.execute(
        "INSERT INTO accounts (email, name, subject, history_id, history_floor) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (email) DO NOTHING",
        (email, name, subject, history_id, history_id),
    )
    account = get(connection, email)
    if added.rowcount:
        labels.add_system_labels(connection, account.key)
    return account


def get(connection: sqlite3.Connection, email: str) -> Account:
    """The account of an address."""
    account = find(connection, email)
    if account is None:
        raise UnknownMailbox(f"There is no account {email}")
    return account


def find(connection: sqlite3.Connection, email: str) -> Account | None:
    """The account of an address or of one of its aliases, where there is one."""
    row = connection.execute(
        "SELECT key, email, name, subject, history_id FROM accounts WHERE email = ?"
        " OR key = (SELECT account FROM aliases WHERE email = ?)",
        (email, email),
    ).fetchone()
    return Account(*row) if row else None


def everyone(connection: sqlite3.Connection) -> list[Account]:
    """All accounts, in the order they were opened."""
    rows = connection.execute("SELECT key, email, name, subject, history_id FROM accounts ORDER BY key")
    return [Account(*row) for row in rows]


def add_alias(connection: sqlite3.Connection, account: Account, email: str, name: str) -> None:
    """Let the account send as, and receive for, another address."""
    connection.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", (account.key, email, name))


def addresses(connection: sqlite3.Connection, account: Account) -> dict[str, str]:
    """The addresses the account may send as, with the name shown; its own first."""
    rows = connection.execute("SELECT email, name FROM aliases WHERE account = ?", (account.key,))
    return {account.email: account.name} | {row["email"]: row["name"] for row in rows}
