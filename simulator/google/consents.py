"""People who let an OAuth client into their own mailbox, without an administrator."""

import json
import secrets
import sqlite3
from collections.abc import Iterable
from typing import Any

from simulator.google import tokens


def add_client(connection: sqlite3.Connection, client_id: str, secret: str) -> None:
    """Make an OAuth client known."""
    connection.execute("INSERT OR REPLACE INTO oauth_clients VALUES (?, ?)", (client_id, secret))


def allow_redirects(connection: sqlite3.Connection, client_id: str, redirects: Iterable[str]) -> None:
    """Let people who sign in come back to a client at these addresses."""
    connection.executemany(
        "INSERT OR IGNORE INTO oauth_redirects VALUES (?, ?)", [(client_id, each) for each in redirects]
    )


def redirects(connection: sqlite3.Connection, client_id: str) -> set[str]:
    """The addresses people come back to a client at."""
    rows = connection.execute("SELECT uri FROM oauth_redirects WHERE client = ?", (client_id,))
    return {row["uri"] for row in rows}


def client_secret(connection: sqlite3.Connection, client_id: str) -> str | None:
    """The secret of an OAuth client, or nothing when there is no such client."""
    row = connection.execute("SELECT secret FROM oauth_clients WHERE id = ?", (client_id,)).fetchone()
    return str(row["secret"]) if row else None


def consent(connection: sqlite3.Connection, client_id: str, email: str, scopes: Iterable[str]) -> str:
    """A person lets a client into the mailbox; gives the refresh token."""
    token = "1//" + secrets.token_urlsafe(40)
    connection.execute(
        "INSERT INTO refresh_tokens VALUES (?, ?, ?, ?, 0)",
        (token, client_id, email, json.dumps(sorted(scopes))),
    )
    return token


def grant_of(connection: sqlite3.Connection, token: str) -> dict[str, Any] | None:
    """Client, e-mail and scopes behind a refresh token that still counts."""
    row = connection.execute(
        "SELECT client, email, scopes FROM refresh_tokens WHERE token = ? AND NOT revoked", (token,)
    ).fetchone()
    return {**dict(row), "scopes": json.loads(row["scopes"])} if row else None


def withdraw(connection: sqlite3.Connection, email: str) -> None:
    """A person takes every consent back."""
    rows = connection.execute("SELECT token FROM refresh_tokens WHERE email = ?", (email,)).fetchall()
    for row in rows:
        revoke(connection, row["token"])


def revoke(connection: sqlite3.Connection, token: str) -> bool:
    """End a refresh token or an access token, and what came from it; False when there was none."""
    revoked = connection.execute("UPDATE refresh_tokens SET revoked = 1 WHERE token = ?", (token,))
    ended = connection.execute("DELETE FROM access_tokens WHERE token = ?", (token,))
    tokens.revoke_of(connection, token)
    return bool(revoked.rowcount or ended.rowcount)
