"""Which folder of a mailbox is what: by the names that everybody's have, and for the others by what they lie in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inbox.arrival import Place
from sync.errors import ProviderError
from sync.providers.outlook.addressing import Addresses
from sync.providers.outlook.answers import FolderAnswer, FoldersAnswer
from sync.providers.outlook.graph import Ask, Graph, understand

_ALONE = {"inbox": Place.INBOX, "outbox": Place.DRAFT, "conversationhistory": Place.CHAT}
"""Folders within these are ordinary ones: who files mail under the inbox has put it away."""
_WITH_ALL = {"sentitems": Place.SENT, "deleteditems": Place.TRASH, "junkemail": Place.SPAM}
"""Folders within these are of the same kind."""
_TREE = "/mailFolders/delta?$select=id,parentFolderId"
_DEEPEST = 300


@dataclass
class Folders:
    """A mailbox's folders: what each lies in, and which are the well-known ones."""

    known: dict[str, str] = field(default_factory=dict)
    """Their names by their ids."""
    parents: dict[str, str] = field(default_factory=dict)

    def place(self, folder_id: str, is_draft: bool | None = False) -> Place:
        """Where a message in this folder is. A draft is one wherever it lies, unless it was thrown away: then nobody
        writes it any more, and it never was mail.
        """
        if is_draft:
            return Place.CHAT if self.place(folder_id) is Place.TRASH else Place.DRAFT
        alone = _ALONE.get(self.known.get(folder_id, ""))
        if alone is not None:
            return alone
        for _ in range(_DEEPEST):  # Graph knows no circles, but what it told of may have come half
            found = _WITH_ALL.get(self.known.get(folder_id, ""))
            if found is not None:
                return found
            if folder_id not in self.parents:
                break
            folder_id = self.parents[folder_id]
        return Place.ARCHIVE


def well_known(graph: Graph, addresses: Addresses) -> dict[str, str]:
    """The names of the well-known folders by their ids; a mailbox may lack some."""
    names = (*_ALONE, *_WITH_ALL)
    replies = graph.batch([Ask("GET", f"{addresses.folder(name)}?$select=id") for name in names])
    found = {}
    for name, reply in zip(names, replies, strict=True):
        if reply.refusal is None:
            found[understand(reply.said, FolderAnswer).id] = name
        elif reply.status != 404:
            raise reply.refusal
    return found


def changed(graph: Graph, addresses: Addresses, path: str = "") -> tuple[list[FolderAnswer], str]:
    """What became of the folders since a path was given, all of them without one; and the link to go on with."""
    folders: list[FolderAnswer] = []
    path = path or addresses.of(_TREE)
    while True:
        said = graph.get(path, FoldersAnswer)
        folders += said.folders
        if said.delta_link:
            return folders, said.delta_link
        if not said.next_link:
            raise ProviderError("Microsoft Graph lists folders without an end")
        path = graph.path(said.next_link)


def load(graph: Graph, addresses: Addresses) -> Folders:
    """All folders as they are now."""
    listed, _ = changed(graph, addresses)
    return Folders(well_known(graph, addresses), parents_of(listed))


def parents_of(listed: list[FolderAnswer], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """What each folder lies in, those that were removed left out."""
    parents: dict[str, Any] = dict(before or {})
    for one in listed:
        if one.removed is not None:
            parents.pop(one.id, None)
        elif one.parent or one.id not in parents:
            parents[one.id] = one.parent
    return parents
