"""The folders of a mailbox: those everybody has, and those people make."""

import sqlite3
from dataclasses import dataclass

from simulator.microsoft import changes, identifiers

ROOT = "msgfolderroot"
USUAL = {
    "inbox": "Inbox",
    "drafts": "Drafts",
    "sentitems": "Sent Items",
    "deleteditems": "Deleted Items",
    "junkemail": "Junk Email",
    "archive": "Archive",
    "outbox": "Outbox",
    "conversationhistory": "Conversation History",
}
COLUMNS = "key, account, uid, parent, name, well_known, hidden"


@dataclass(frozen=True)
class Folder:
    """A folder as it was when it was read."""

    key: int
    account: int
    uid: bytes
    parent: int | None
    name: str
    well_known: str | None
    hidden: int

    @property
    def id(self) -> str:
        return identifiers.folder_id(self.uid)


def add_usual(connection: sqlite3.Connection, account: int) -> None:
    """Make the folders every mailbox has."""
    root = insert(connection, account, None, "Top of Information Store", ROOT)
    for well_known, name in USUAL.items():
        insert(connection, account, root, name, well_known, hidden=well_known == "conversationhistory")


def add(connection: sqlite3.Connection, parent: Folder, name: str, *, hidden: bool = False, at: int) -> Folder:
    """Make a folder inside another."""
    key = insert(connection, parent.account, parent.key, name, None, hidden=hidden)
    folder = by_key(connection, key)
    changes.record(connection, parent.account, key, changes.CREATED, uid=folder.uid, at=at)
    return folder


def insert(
    connection: sqlite3.Connection,
    account: int,
    parent: int | None,
    name: str,
    well_known: str | None,
    *,
    hidden: bool = False,
) -> int:
    added = connection.execute(
        "INSERT INTO folders (account, uid, parent, name, well_known, hidden) VALUES (?, ?, ?, ?, ?, ?)",
        (account, identifiers.fresh(), parent, name, well_known, hidden),
    )
    return int(added.lastrowid or 0)


def find(connection: sqlite3.Connection, account: int, name: str) -> Folder | None:
    """The folder of a well-known name or an id."""
    known = name.casefold()
    is_known = known in USUAL or known == ROOT
    row = connection.execute(
        f"SELECT {COLUMNS} FROM folders WHERE account = ? AND {'well_known' if is_known else 'uid'} = ?",  # noqa: S608
        (account, known if is_known else identifiers.folder_of(name)),
    ).fetchone()
    return Folder(*row) if row else None


def well_known(connection: sqlite3.Connection, account: int, name: str) -> Folder:
    """One of the folders every mailbox has."""
    folder = find(connection, account, name)
    assert folder is not None
    return folder


def by_key(connection: sqlite3.Connection, key: int) -> Folder:
    """The folder of a row."""
    return Folder(*connection.execute(f"SELECT {COLUMNS} FROM folders WHERE key = ?", (key,)).fetchone())  # noqa: S608


def children(connection: sqlite3.Connection, folder: Folder, *, hidden: bool = False) -> list[Folder]:
    """The folders directly inside another."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM folders WHERE parent = ? AND hidden <= ? ORDER BY name",  # noqa: S608
        (folder.key, hidden),
    )
    return [Folder(*row) for row in rows]


def everything(connection: sqlite3.Connection, account: int) -> list[Folder]:
    """All folders of a mailbox but its root and the hidden ones."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM folders WHERE account = ? AND parent IS NOT NULL AND NOT hidden ORDER BY key",  # noqa: S608
        (account,),
    )
    return [Folder(*row) for row in rows]


def named(connection: sqlite3.Connection, parent: Folder, name: str) -> Folder | None:
    """The folder of this name inside another."""
    return next((each for each in children(connection, parent, hidden=True) if fold(each.name) == fold(name)), None)


def rename(connection: sqlite3.Connection, folder: Folder, name: str, *, at: int) -> None:
    """Call a folder differently."""
    connection.execute("UPDATE folders SET name = ? WHERE key = ?", (name, folder.key))
    changes.record(connection, folder.account, folder.key, changes.UPDATED, uid=folder.uid, at=at)


def move(connection: sqlite3.Connection, folder: Folder, into: Folder, *, at: int) -> None:
    """Put a folder into another; its id stays."""
    connection.execute("UPDATE folders SET parent = ? WHERE key = ?", (into.key, folder.key))
    changes.record(connection, folder.account, folder.key, changes.UPDATED, uid=folder.uid, at=at)


def remove(connection: sqlite3.Connection, folder: Folder, *, at: int) -> None:
    """Take a folder away for good; what lies in it must be gone."""
    connection.execute("DELETE FROM folders WHERE key = ?", (folder.key,))
    changes.record(connection, folder.account, folder.key, changes.DELETED, uid=folder.uid, at=at)


def figures(connection: sqlite3.Connection, folder: Folder) -> dict[str, int]:
    """How much lies in a folder."""
    total, unread = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE NOT is_read) FROM messages WHERE account = ? AND folder = ?",
        (folder.account, folder.key),
    ).fetchone()
    inside = connection.execute("SELECT count(*) FROM folders WHERE parent = ?", (folder.key,)).fetchone()[0]
    return {"childFolderCount": inside, "unreadItemCount": unread, "totalItemCount": total}


def fold(name: str) -> str:
    """A name as names of folders are compared."""
    return name.casefold()
