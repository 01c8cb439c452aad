"""Codes and refresh tokens: what was settled when somebody signed in."""

import json
import secrets
import sqlite3
from datetime import datetime, timedelta
from typing import Any

from simulator.google.timing import milliseconds

LIFETIMES = {"code": timedelta(minutes=10), "refresh": timedelta(days=90)}


def issue(
    connection: sqlite3.Connection, kind: str, application: str, account: int, facts: dict[str, Any], *, now: datetime
) -> str:
    """A new code or refresh token that stands for the facts."""
    code = f"0.{kind}.{secrets.token_urlsafe(48)}"
    expires_at = milliseconds(now + LIFETIMES[kind])
    connection.execute(
        "INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?)",
        (code, kind, application, account, json.dumps(facts), expires_at),
    )
    return code


def look_up(
    connection: sqlite3.Connection, code: str, kind: str, application: str, *, now: datetime
) -> dict[str, Any] | None:
    """What a code or refresh token of the application stands for, while it is good."""
    row = connection.execute(
        "SELECT account, facts FROM grants WHERE code = ? AND kind = ? AND application = ? AND expires_at > ?",
        (code, kind, application, milliseconds(now)),
    ).fetchone()
    if row is None:
        return None
    facts: dict[str, Any] = json.loads(row["facts"])
    return facts | {"account": row["account"]}


def redeem(
    connection: sqlite3.Connection, code: str, kind: str, application: str, *, now: datetime
) -> dict[str, Any] | None:
    """What a code stands for, which is good only once."""
    facts = look_up(connection, code, kind, application, now=now)
    connection.execute("DELETE FROM grants WHERE code = ?", (code,))
    return facts


def revoke(connection: sqlite3.Connection, account: int) -> None:
    """Sign somebody out everywhere."""
    connection.execute("DELETE FROM grants WHERE account = ?", (account,))
