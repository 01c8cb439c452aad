"""Drafts: an id that stays, and a message that is a new one after every change."""

import random
import sqlite3
from datetime import datetime

from simulator.google import messages, sending
from simulator.google.accounts import Account
from simulator.google.messages import Message


def create(connection: sqlite3.Connection, account: Account, raw: bytes, *, thread: int | None, now: datetime) -> str:
    """Keep a draft and give its id."""
    draft_id = f"r{random.randint(10**17, 9 * 10**18)}"
    message = sending.add(connection, account, raw, labels={"DRAFT"}, thread=thread, now=now)
    connection.execute("INSERT INTO drafts VALUES (?, ?, ?)", (draft_id, account.key, message.id))
    return draft_id


def find(connection: sqlite3.Connection, account: Account, draft_id: str) -> Message | None:
    """The message a draft is at the moment."""
    row = connection.execute(
        "SELECT message FROM drafts WHERE id = ? AND account = ?", (draft_id, account.key)
    ).fetchone()
    return messages.find(connection, account, row["message"]) if row else None


def ids_of(connection: sqlite3.Connection, account: Account) -> dict[int, str]:
    """The draft id of each message that is a draft."""
    rows = connection.execute("SELECT message, id FROM drafts WHERE account = ?", (account.key,))
    return {row["message"]: row["id"] for row in rows}


def replace(
    connection: sqlite3.Connection,
    account: Account,
    draft_id: str,
    old: Message,
    raw: bytes,
    *,
    thread: int | None,
    now: datetime,
) -> None:
    """Put other content into a draft; it stays in its thread unless another one is named."""
    messages.delete(connection, account, old)
    new = sending.add(connection, account, raw, labels={"DRAFT"}, thread=thread or old.thread, now=now)
    connection.execute("INSERT INTO drafts VALUES (?, ?, ?)", (draft_id, account.key, new.id))


def send(connection: sqlite3.Connection, account: Account, old: Message, *, now: datetime) -> Message:
    """Send a draft as it stands; draft and message are gone, the sent one is new."""
    raw = messages.raw_of(connection, old)
    messages.delete(connection, account, old)
    return sending.send(connection, account, raw, thread=old.thread, now=now)
