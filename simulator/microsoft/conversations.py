"""Which conversation of a mailbox a mail belongs to."""

import base64
import sqlite3
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from simulator.google.mail import RFC822_ID
from simulator.microsoft import identifiers

# An index begins with the time and the conversation, and grows by five bytes with every answer.
HEAD = 22


def of_arrival(connection: sqlite3.Connection, account: int, content: dict[str, Any]) -> bytes:
    """The conversation of the nearest mail it refers to, or a new one."""
    for internet_id in reversed(referred(content)):
        row = connection.execute(
            "SELECT conversation FROM message_references WHERE account = ? AND internet_id = ?", (account, internet_id)
        ).fetchone()
        if row:
            return bytes(row["conversation"])
    return identifiers.fresh()


def remember(connection: sqlite3.Connection, account: int, conversation: bytes, content: dict[str, Any]) -> None:
    """Keep the ids a mail carries and refers to, for those that come later."""
    connection.executemany(
        "INSERT OR IGNORE INTO message_references VALUES (?, ?, ?)",
        [(account, internet_id, conversation) for internet_id in referred(content)],
    )


def referred(content: dict[str, Any]) -> list[str]:
    """The ids of mails that a mail names: its own, then those it refers to, the nearest last."""
    text = f"{content['internetMessageId']} {content['references']} {content['inReplyTo']}"
    return RFC822_ID.findall(text)


def index(conversation: bytes, at: int) -> bytes:
    """The index of a conversation's first mail."""
    return (b"\x01" + at.to_bytes(8)[-5:] + conversation).ljust(HEAD, b"\0")


def answered(index: bytes, at: int) -> bytes:
    """The index of an answer to a mail."""
    return index + at.to_bytes(8)[-5:]


def spelled(index: bytes) -> str:
    return base64.b64encode(index).decode()


def date_of(text: str) -> datetime | None:
    """The moment a Date header claims."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
