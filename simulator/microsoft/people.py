"""What people and other mail servers do to mailboxes while nobody calls Graph."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.google.timing import milliseconds
from simulator.microsoft import accounts, changes, folders, identifiers, messages
from simulator.microsoft.accounts import Account
from simulator.microsoft.folders import Folder
from simulator.microsoft.messages import Filed, Message
from simulator.microsoft.world import World


@dataclass(frozen=True)
class Arrival:
    """A mail to file, and how."""

    raw: bytes
    received_at: datetime
    folder: str = "inbox"
    is_read: bool = False
    transported: bool = True
    categories: Sequence[str] = ()


def deliver(world: World, email: str, arrival: Arrival) -> dict[str, str]:
    """Let one mail arrive."""
    return deliver_many(world, email, [arrival])[0]


def deliver_many(world: World, email: str, arrivals: Iterable[Arrival]) -> list[dict[str, str]]:
    """Let many mails arrive at once, in the order given; gives their ids of both kinds."""
    now = world.clock()
    with world.store.writing() as connection:
        account = accounts.get(connection, email)
        stored = [file(connection, account, each, now) for each in arrivals]
    world.changed.set()
    return [ids(each) for each in stored]


def file(connection: sqlite3.Connection, account: Account, arrival: Arrival, now: datetime) -> Message:
    folder = folder_named(connection, account, arrival.folder)
    filed = Filed(
        arrival.received_at,
        is_draft=folder.well_known == "drafts",
        is_read=arrival.is_read,
        transported=arrival.transported and folder.well_known not in {"drafts", "sentitems"},
        categories=arrival.categories,
    )
    return messages.add(connection, account, folder, arrival.raw, filed, now=now)


def ids(message: Message) -> dict[str, str]:
    """How a message is named."""
    return {
        "id": identifiers.immutable_id(message.uid),
        "bound_id": identifiers.bound_id(message.bound),
        "conversation_id": identifiers.conversation_id(message.conversation),
    }


def folder_named(connection: sqlite3.Connection, account: Account, name: str) -> Folder:
    """The folder of a well-known name, an id, or a name as people see it."""
    for each in folders.everything(connection, account.key):
        if name in {each.id, each.well_known, each.name}:
            return each
    raise LookupError(f"{account.email} has no folder {name}")


def found(connection: sqlite3.Connection, account: Account, message_ids: Iterable[str]) -> list[Message]:
    """The messages of ids of either kind."""
    every = [messages.find(connection, account, each) for each in message_ids]
    if None in every:
        raise LookupError(f"{account.email} has no such message")
    return [each for each in every if each is not None]


def move(world: World, email: str, message_ids: Iterable[str], folder: str) -> list[dict[str, str]]:
    """Put messages into another folder."""
    with world.store.writing() as connection:
        account = accounts.get(connection, email)
        into = folder_named(connection, account, folder)
        chosen = found(connection, account, message_ids)
        moved = [messages.move(connection, each, into, now=world.clock()) for each in chosen]
    world.changed.set()
    return [ids(each) for each in moved]


def delete(world: World, email: str, message_ids: Iterable[str]) -> None:
    """Take messages away for good."""
    with world.store.writing() as connection:
        for each in found(connection, accounts.get(connection, email), message_ids):
            messages.remove(connection, each, now=world.clock())
    world.changed.set()


def categorise(world: World, email: str, message_ids: Iterable[str], add: Iterable[str], remove: Iterable[str]) -> None:
    """Put categories on messages and take others off; the rest keep their place."""
    put_on, taken_off = list(add), set(remove)
    with world.store.writing() as connection:
        for each in found(connection, accounts.get(connection, email), message_ids):
            kept = [name for name in each.category_names if name not in taken_off]
            messages.categorise(connection, each, [*kept, *put_on], now=world.clock())
    world.changed.set()


def mark(world: World, email: str, message_ids: Iterable[str], *, is_read: bool) -> None:
    """Open messages, or mark them as unread again."""
    with world.store.writing() as connection:
        for each in found(connection, accounts.get(connection, email), message_ids):
            messages.change(connection, each, {"is_read": is_read}, now=world.clock())
    world.changed.set()


def add_folder(world: World, email: str, name: str, parent: str | None = None) -> str:
    """Make a folder and give its id."""
    with world.store.writing() as connection:
        account = accounts.get(connection, email)
        root = folders.well_known(connection, account.key, folders.ROOT)
        above = folder_named(connection, account, parent) if parent else root
        made = folders.add(connection, above, name, at=milliseconds(world.clock()))
    world.changed.set()
    return made.id


def nothing_new(connection: sqlite3.Connection, account: Account, *, now: datetime) -> None:
    """An entry in the log of changes that tells of nothing, so that every token before it is older."""
    root = folders.well_known(connection, account.key, folders.ROOT)
    changes.record(connection, account.key, root.key, changes.UPDATED, uid=root.uid, at=milliseconds(now))


def everything(world: World, email: str) -> list[dict[str, Any]]:
    """Every message of a mailbox in few words."""
    with world.store.reading() as connection:
        account = accounts.get(connection, email)
        names = {each.key: each.name for each in folders.everything(connection, account.key)}
        rows = connection.execute("SELECT key FROM messages WHERE account = ? ORDER BY key", (account.key,)).fetchall()
        every = [messages.by_key(connection, row["key"]) for row in rows]
    return [
        ids(each)
        | {
            "folder": names.get(each.folder, ""),
            "subject": each.facts["subject"],
            "internet_message_id": each.internet_id,
            "categories": each.category_names,
            "is_read": bool(each.is_read),
            "is_draft": bool(each.is_draft),
        }
        for each in every
    ]
