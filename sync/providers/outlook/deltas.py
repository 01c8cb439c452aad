"""What happened in a mailbox: the tree of folders first, then every folder, many of them in one request.

Graph tells of a move as removed here and created there, in either order, and of nothing twice for certain. So what it
tells are hints: every one of them is a change, and whether a message is still there is asked by its id.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sync.errors import CursorLost, ProviderError
from sync.provider import Change, Changes, What
from sync.providers.outlook import cursors, folders
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import STANDING, MessageAnswer, MessagesAnswer
from sync.providers.outlook.cursors import Cursor, Stand, Walk
from sync.providers.outlook.folders import Folders
from sync.providers.outlook.graph import Ask, Graph, understand

_QUERY = f"/delta?$select={STANDING},lastModifiedDateTime"
_PAGE = {"Prefer": "odata.maxpagesize=500"}
_MARGIN = timedelta(minutes=5)
"""Between our clock and Microsoft's."""


def begin(graph: Graph, addresses: Addresses, *, now: datetime, seconds: float) -> Cursor:
    """A cursor of this moment. Of a huge mailbox only so many seconds are walked; its changes go on from there."""
    listed, link = folders.changed(graph, addresses)
    parents = folders.parents_of(listed)
    cursor = Cursor(
        at=now.timestamp(), since=now.timestamp(), tree=graph.path(link),
        known=folders.well_known(graph, addresses), parents=parents,
        folders={one: Stand(addresses.folder_messages(one) + _QUERY, "new") for one in parents},
    )  # fmt: skip
    walk, end = Walk(cursor, tuple(parents)), time.monotonic() + seconds
    while walk.open and time.monotonic() < end:
        _, walk = _step(graph, walk)
    return walk.cursor


def go_on(
    graph: Graph, addresses: Addresses, text: str, page: str | None, told: dict[str, str], *, now: datetime
) -> Changes:
    """A page of what happened after a cursor. Raises CursorLost.

    `told` are the versions of messages that the pages before told of: where two differ, the message is looked up.
    """
    if page is None:
        told.clear()
    walk = cursors.read_walk(page) if page else _look(graph, addresses, cursors.read(text).after(now.timestamp()))
    found, walk = _step(graph, walk)
    changes = tuple(_settled(one, told) for one in found)
    if walk.open:
        return Changes(changes, cursors.write(walk))
    return Changes(changes, cursor=cursors.write(walk.cursor))


def _settled(change: Change, told: dict[str, str]) -> Change:
    """A message of which two versions are told, in whatever order, may be in either."""
    known = told.setdefault(change.provider_id, change.version)
    if known != change.version:
        told[change.provider_id] = ""
        return Change(change.provider_id, change.what)
    return change


def tree_of(text: str) -> Folders:
    """The folders that a cursor, or a page of the changes, knows."""
    cursor = cursors.read_walk(text).cursor if '"open"' in text else cursors.read(text)
    return Folders(dict(cursor.known), dict(cursor.parents))


def _look(graph: Graph, addresses: Addresses, cursor: Cursor) -> Walk:
    """What became of the folders. What is in a new one, or in one that means something else now, is all told of."""
    listed, link = folders.changed(graph, addresses, cursor.tree)
    if any(one.removed is not None and one.id in cursor.folders for one in listed):
        raise CursorLost("a folder was deleted with what lay in it")
    before = Folders(cursor.known, cursor.parents)
    after = Folders(cursor.known, folders.parents_of(listed, cursor.parents))
    fresh = {
        one: Stand(addresses.folder_messages(one) + _QUERY)
        for one in after.parents
        if one not in cursor.folders or before.place(one) is not after.place(one)
    }
    cursor = replace(
        cursor, tree=graph.path(link), parents=after.parents, folders={**cursor.folders, **fresh}
    )  # fmt: skip
    return Walk(cursor, tuple(cursor.folders))


def _step(graph: Graph, walk: Walk) -> tuple[list[Change], Walk]:
    """One page of every folder that is not at its end."""
    stands = walk.cursor.folders
    replies = graph.batch([Ask("GET", stands[one].path, headers=_PAGE) for one in walk.open])
    found: list[Change] = []
    moved, still_open, removed = dict(stands), [], set(walk.removed)
    for folder_id, reply in zip(walk.open, replies, strict=True):
        if reply.status == 404:
            raise CursorLost("a folder is gone")
        if reply.refusal is not None:
            raise reply.refusal
        said, stand = understand(reply.said, MessagesAnswer), stands[folder_id]
        for message in said.messages:
            if message.removed is not None:
                removed.add(message.id)
        found += _changes(said, stand, walk.cursor.since, removed)
        if not (said.delta_link or said.next_link):
            raise ProviderError("Microsoft Graph tells of changes without an end")
        if said.delta_link:
            moved[folder_id] = Stand(graph.path(said.delta_link), is_walked=True)
        else:
            moved[folder_id] = replace(stand, path=graph.path(said.next_link))
            still_open.append(folder_id)
    return found, Walk(replace(walk.cursor, folders=moved), tuple(still_open), tuple(sorted(removed)))


def _changes(said: MessagesAnswer, stand: Stand, since: float, removed: Collection[str]) -> Iterator[Change]:
    """What was removed anywhere is looked up, whatever else is told of it: a late replay may say that it is there.

    So is all that is in a folder which means something else now: its messages have not changed, but their place has.
    """
    means_something_else = stand.tells == "all" and not stand.is_walked
    for one in said.messages:
        if stand.is_walked or means_something_else or one.removed is not None or _is_new(one, since):
            yield Change(one.id, What.CHANGED, "" if one.id in removed or means_something_else else one.version)


def _is_new(message: MessageAnswer, since: float) -> bool:
    start = datetime.fromtimestamp(since, UTC) - _MARGIN
    return message.modified_at is None or message.modified_at >= start
