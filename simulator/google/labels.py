"""Labels of a mailbox: Gmail's own, and those people make."""

import re
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SYSTEM_LABELS = (
    *("INBOX", "SENT", "DRAFT", "TRASH", "SPAM", "UNREAD", "STARRED", "IMPORTANT", "CHAT"),
    *("CATEGORY_PERSONAL", "CATEGORY_SOCIAL", "CATEGORY_PROMOTIONS", "CATEGORY_UPDATES", "CATEGORY_FORUMS"),
)
# Gmail sets these by itself; nobody puts them on or takes them off.
IMMUTABLE = frozenset({"SENT", "DRAFT", "CHAT"})
# A message lies in at most one of these places.
PLACES = frozenset({"INBOX", "SPAM", "TRASH"})
RESERVED = frozenset(
    {name.casefold() for name in SYSTEM_LABELS}
    | {"drafts", "sent mail", "all mail", "bin", "chats", "scheduled", "snoozed", "muted"}
)
MOST_LABELS = 10_000
LONGEST_NAME = 225


@dataclass(frozen=True)
class Label:
    """A label as it was when it was read."""

    key: int
    id: str
    name: str
    kind: str
    message_visibility: str | None
    list_visibility: str | None
    text_color: str | None
    background_color: str | None


def add_system_labels(connection: sqlite3.Connection, account: int) -> None:
    """Give a new mailbox the labels every mailbox has."""
    connection.executemany(
        "INSERT INTO labels (account, id, name, folded, kind) VALUES (?, ?, ?, ?, 'system')",
        [(account, name, name, folded(name)) for name in SYSTEM_LABELS],
    )


def folded(name: str) -> str:
    """What two names must not share: Gmail takes case and the slash for no difference."""
    return " ".join(name.split()).casefold().replace("/", "-")


def is_reserved(name: str) -> bool:
    """Whether Gmail keeps the name for itself."""
    return folded(name) in RESERVED


def everything(connection: sqlite3.Connection, account: int) -> list[Label]:
    """The labels of a mailbox, Gmail's own first."""
    rows = connection.execute("SELECT * FROM labels WHERE account = ? ORDER BY key", (account,))
    return [label_of(row) for row in rows]


def find(connection: sqlite3.Connection, account: int, label_id: str) -> Label | None:
    """A label by its id."""
    row = connection.execute("SELECT * FROM labels WHERE account = ? AND id = ?", (account, label_id)).fetchone()
    return label_of(row) if row else None


def find_by_name(connection: sqlite3.Connection, account: int, name: str) -> Label | None:
    """The label that a new one of this name would conflict with."""
    row = connection.execute(
        "SELECT * FROM labels WHERE account = ? AND folded = ?", (account, folded(name))
    ).fetchone()
    return label_of(row) if row else None


def label_of(row: sqlite3.Row) -> Label:
    """A row as a label."""
    values = dict(row)
    del values["account"], values["folded"]
    return Label(**values)


def keys(connection: sqlite3.Connection, account: int) -> dict[str, int]:
    """The inner key of each label id of a mailbox."""
    rows = connection.execute("SELECT id, key FROM labels WHERE account = ?", (account,))
    return {row["id"]: row["key"] for row in rows}


def create(connection: sqlite3.Connection, account: int, name: str, values: Mapping[str, str | None]) -> str:
    """Add a label of the user's and give its id."""
    label_id = f"Label_{secrets.randbelow(10**18)}"
    connection.execute(
        "INSERT INTO labels (account, id, name, folded, kind) VALUES (?, ?, ?, ?, 'user')",
        (account, label_id, name, folded(name)),
    )
    change(connection, account, label_id, {"message_visibility": "show", "list_visibility": "labelShow"})
    change(connection, account, label_id, values)
    return label_id


def change(connection: sqlite3.Connection, account: int, label_id: str, values: Mapping[str, str | None]) -> None:
    """Write the given columns of a label."""
    if "name" in values:
        values = {**values, "folded": folded(values["name"] or "")}
    for column, value in values.items():
        connection.execute(
            f"UPDATE labels SET {column} = ? WHERE account = ? AND id = ?",  # noqa: S608 our own column names
            (value, account, label_id),
        )


def counts(connection: sqlite3.Connection, label: Label, unread_key: int) -> dict[str, int]:
    """How many messages and threads carry the label, and how many of them are unread."""
    row = connection.execute(
        "SELECT count(*), count(DISTINCT thread), count(unread.message),"
        " count(DISTINCT iif(unread.message IS NULL, NULL, thread))"
        " FROM message_labels carried JOIN messages ON messages.id = carried.message"
        " LEFT JOIN message_labels unread ON unread.message = carried.message AND unread.label = ?"
        " WHERE carried.label = ?",
        (unread_key, label.key),
    ).fetchone()
    return dict(zip(("messagesTotal", "threadsTotal", "messagesUnread", "threadsUnread"), row, strict=True))


def in_order(label_ids: Iterable[str]) -> list[str]:
    """Label ids as Gmail lists them: its own in a fixed order, then the user's."""
    order = {name: place for place, name in enumerate(SYSTEM_LABELS)}
    return sorted(label_ids, key=lambda label_id: (order.get(label_id, len(order)), label_id))


def search_name(name: str) -> str:
    """A label's name as the search box spells it."""
    return re.sub(r"[\s/&()|{}\"]+", "-", name.strip()).casefold()
