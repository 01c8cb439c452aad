"""Messages in folders: filed, changed, moved and removed, each time with an entry in the log of changes."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from simulator.google.mail import subject_key
from simulator.google.timing import milliseconds
from simulator.microsoft import changes, conversations, identifiers, mime
from simulator.microsoft.accounts import Account
from simulator.microsoft.folders import Folder

COLUMNS = (
    "key, account, folder, uid, bound, internet_id, conversation, conversation_index, received_at, sent_at, created_at,"
    " modified_at, change_number, is_draft, is_read, transported, categories, flag, inference, content"
)


@dataclass(frozen=True)
class Message:
    """A message as it was when it was read; transported tells whether it came with the head of a mail on its way."""

    key: int
    account: int
    folder: int
    uid: bytes
    bound: bytes
    internet_id: str
    conversation: bytes
    conversation_index: bytes
    received_at: int
    sent_at: int
    created_at: int
    modified_at: int
    change_number: int
    is_draft: int
    is_read: int
    transported: int
    categories: str
    flag: str
    inference: str
    content: str

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What its content says."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def category_names(self) -> list[str]:
        names: list[str] = json.loads(self.categories)
        return names


@dataclass(frozen=True)
class Filed:
    """How a message comes into a folder."""

    received_at: datetime
    is_draft: bool = False
    is_read: bool = False
    transported: bool = True
    categories: Sequence[str] = ()
    conversation: bytes | None = None
    conversation_index: bytes | None = None


def add(
    connection: sqlite3.Connection, account: Account, folder: Folder, raw: bytes, filed: Filed, *, now: datetime
) -> Message:
    """File a mail."""
    content = mime.read(raw)
    moment, received = milliseconds(now), milliseconds(filed.received_at)
    conversation = filed.conversation or conversations.of_arrival(connection, account.key, content)
    values = {
        "account": account.key, "folder": folder.key, "uid": identifiers.fresh(), "bound": identifiers.fresh(),
        "internet_id": content["internetMessageId"], "conversation": conversation,
        "conversation_index": filed.conversation_index or conversations.index(conversation, received),
        "subject_key": subject_key(content["subject"]), "received_at": received, "sent_at": sent_at(content, received),
        "created_at": moment, "modified_at": moment, "change_number": 1, "is_draft": filed.is_draft,
        "is_read": filed.is_read, "transported": filed.transported, "categories": joined(filed.categories),
        "flag": "notFlagged", "inference": "focused", "content": json.dumps(content),
    }  # fmt: skip
    added = connection.execute(
        f"INSERT INTO messages ({', '.join(values)}) VALUES ({', '.join(f':{name}' for name in values)})",  # noqa: S608
        values,
    )
    key = int(added.lastrowid or 0)
    connection.execute("INSERT INTO raw_messages VALUES (?, ?)", (key, raw))
    message = by_key(connection, key)
    conversations.remember(connection, account.key, conversation, content)
    log(connection, message, changes.CREATED, at=moment)
    return message


def sent_at(content: dict[str, Any], received: int) -> int:
    """When a mail claims to have been sent."""
    text = next((each["value"] for each in content["headers"] if each["name"].casefold() == "date"), "")
    moment = conversations.date_of(text)
    return milliseconds(moment) if moment else received


def by_key(connection: sqlite3.Connection, key: int) -> Message:
    """The message of a row."""
    return Message(*connection.execute(f"SELECT {COLUMNS} FROM messages WHERE key = ?", (key,)).fetchone())  # noqa: S608


def find(connection: sqlite3.Connection, account: Account, text: str) -> Message | None:
    """The message of an id of either kind."""
    column, plain = identifiers.message_of(text)
    row = connection.execute(
        f"SELECT {COLUMNS} FROM messages WHERE account = ? AND {column} = ?",  # noqa: S608 one of two columns
        (account.key, plain),
    ).fetchone()
    return Message(*row) if row else None


def some(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, Message]:
    """The messages of these rows that there still are."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM messages WHERE key IN (SELECT value FROM json_each(?))",  # noqa: S608
        (json.dumps(list(keys)),),
    )
    return {row["key"]: Message(*row) for row in rows}


def raw_of(connection: sqlite3.Connection, message: Message) -> bytes:
    """The bytes of a message."""
    row = connection.execute("SELECT raw FROM raw_messages WHERE key = ?", (message.key,)).fetchone()
    return bytes(row["raw"])


def change(connection: sqlite3.Connection, message: Message, values: dict[str, Any], *, now: datetime) -> Message:
    """Change columns of a message, which makes it another version of itself."""
    moment = milliseconds(now)
    columns = values | {"modified_at": moment, "change_number": message.change_number + 1}
    connection.execute(
        f"UPDATE messages SET {', '.join(f'{name} = :{name}' for name in columns)} WHERE key = :row",  # noqa: S608
        columns | {"row": message.key},
    )
    changed = by_key(connection, message.key)
    log(connection, changed, changes.UPDATED, at=moment)
    return changed


def categorise(connection: sqlite3.Connection, message: Message, names: Sequence[str], *, now: datetime) -> Message:
    """Put exactly these categories on a message."""
    return change(connection, message, {"categories": joined(names)}, now=now)


def rewrite(
    connection: sqlite3.Connection, message: Message, raw: bytes, states: dict[str, Any], *, now: datetime
) -> Message:
    """Give a message other content and states; the ids stay."""
    content = mime.read(raw)
    connection.execute("UPDATE raw_messages SET raw = ? WHERE key = ?", (raw, message.key))
    values = {**states, "content": json.dumps(content), "internet_id": content["internetMessageId"]}
    key = subject_key(content["subject"])
    if key != subject_key(message.facts["subject"]):
        # Exchange takes an answer under another subject for another conversation.
        values["conversation"] = identifiers.fresh()
        values["conversation_index"] = conversations.index(values["conversation"], milliseconds(now))
    values["subject_key"] = key
    changed = change(connection, message, values, now=now)
    conversations.remember(connection, message.account, changed.conversation, content)
    return changed


def move(connection: sqlite3.Connection, message: Message, folder: Folder, *, now: datetime) -> Message:
    """Put a message into another folder: its immutable id stays, the bound one does not."""
    moment = milliseconds(now)
    if folder.key == message.folder:
        return change(connection, message, {}, now=now)
    log(connection, message, changes.MOVED, at=moment)
    connection.execute(
        "UPDATE messages SET folder = ?, bound = ?, modified_at = ?, change_number = change_number + 1 WHERE key = ?",
        (folder.key, identifiers.fresh(), moment, message.key),
    )
    moved = by_key(connection, message.key)
    log(connection, moved, changes.CREATED, at=moment)
    return moved


def remove(connection: sqlite3.Connection, message: Message, *, now: datetime) -> None:
    """Take a message away for good."""
    log(connection, message, changes.DELETED, at=milliseconds(now))
    connection.execute("DELETE FROM messages WHERE key = ?", (message.key,))
    connection.execute("DELETE FROM raw_messages WHERE key = ?", (message.key,))


def log(connection: sqlite3.Connection, message: Message, kind: str, *, at: int) -> None:
    changes.record(
        connection,
        message.account,
        message.folder,
        kind,
        message=message.key,
        uid=message.uid,
        bound=message.bound,
        at=at,
    )


def moment_of(count: int) -> str:
    """A moment as Graph writes it, to the second."""
    return datetime.fromtimestamp(count // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def joined(names: Sequence[str]) -> str:
    """Categories as they are kept: each once, in the order they were put on."""
    return json.dumps(list(dict.fromkeys(names)))


def copy(
    connection: sqlite3.Connection, account: Account, message: Message, folder: Folder, *, now: datetime
) -> Message:
    """Put a second message like this one into a folder."""
    filed = Filed(
        received_at=datetime.fromtimestamp(message.received_at / 1000, UTC),
        is_draft=bool(message.is_draft),
        is_read=bool(message.is_read),
        transported=bool(message.transported),
        categories=message.category_names,
        conversation=message.conversation,
        conversation_index=message.conversation_index,
    )
    return add(connection, account, folder, raw_of(connection, message), filed, now=now)
